// Sends what failed once more, one file or all, and stops what has not begun.

const uploads = document.querySelector("[data-uploads]");
const list = uploads.querySelector("[data-list]");
const STOPPED = "Stopped before it was sent.";

function want(rows) {
  list.dispatchEvent(new CustomEvent("uploads-wanted", { detail: rows }));
}

list.addEventListener("click", ({ target }) => {
  const row = target.closest("[data-retry]")?.closest("[data-state]");
  if (!row) return;
  want([row]);
  row.tabIndex = -1;
  row.focus({ preventScroll: true }); // the button is gone, and the next one is not what was meant
});

uploads.querySelector("[data-retry-all]").addEventListener("click", () => {
  want([...list.querySelectorAll('[data-state="failed"]')].filter((row) => !row.querySelector("[data-retry]").hidden));
});

uploads.querySelector("[data-stop]").addEventListener("click", () => {
  list.dispatchEvent(new CustomEvent("uploads-unwanted", { detail: STOPPED }));
});
