// Opens the whole picture over the page. Without this script the picture is a link to its largest rendition.

const opener = document.querySelector("[data-viewer]");
const dialog = document.getElementById(opener?.dataset.viewer ?? "");

function wantsOwnTab(event) {
  return event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
}

if (dialog instanceof HTMLDialogElement) {
  opener.setAttribute("aria-haspopup", "dialog");

  opener.addEventListener("click", (event) => {
    if (wantsOwnTab(event)) return;
    event.preventDefault();
    dialog.showModal();
  });

  dialog.addEventListener("click", (event) => {
    if (!event.target.closest("figcaption, button")) dialog.close();
  });

  dialog.addEventListener("close", () => opener.focus());
}
