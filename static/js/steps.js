// The arrow keys lead to the previous and the next page, as the links of these names do.

const KEYS = document.dir === "rtl" ? { ArrowRight: "prev", ArrowLeft: "next" } : { ArrowLeft: "prev", ArrowRight: "next" };

function isBusy(event) {
  const modified = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
  const elsewhere = event.target.closest("input, textarea, select, [contenteditable], .tags__list");
  return event.defaultPrevented || modified || elsewhere || document.querySelector("dialog[open]");
}

addEventListener("keydown", (event) => {
  const link = document.querySelector(`a[rel=${KEYS[event.key]}]`);
  if (link && !isBusy(event)) link.click();
});
