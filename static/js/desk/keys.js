// Lets one key press the button or follow the link that names it: data-key="s", data-key="j ArrowRight".

const ALSO_WHILE_WRITING = new Set(["PageDown", "PageUp"]);

function isWriting(target) {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (isWriting(event.target) && !ALSO_WHILE_WRITING.has(key)) return;
  const wanted = [...document.querySelectorAll("[data-key]")].find(({ dataset }) => dataset.key.split(" ").includes(key));
  if (!wanted) return;
  event.preventDefault();
  wanted.click();
});
