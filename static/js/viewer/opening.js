// Opens the whole picture over the page. Who wants another one says "viewer-wants"; which one it is, says "viewer-shows".
// Without these scripts the openers are links to the largest renditions.

const dialog = document.getElementById("viewer");
const openers = [...document.querySelectorAll("[data-viewer], [data-view]")];
let opener = openers[0];

function wantsOwnTab(event) {
  return event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
}

function show(wanted) {
  const index = Math.max(0, Math.min(wanted, openers.length - 1));
  if (dialog.open && index === Number(dialog.dataset.index)) return;
  if (!dialog.open) opener = openers[index];
  dialog.dataset.index = index;
  dialog.style.setProperty("--index", index);
  dialog.dispatchEvent(new CustomEvent("viewer-shows", { detail: { index, openers } }));
  if (!dialog.open) dialog.showModal();
}

for (const [index, link] of openers.entries()) {
  link.role = "button";
  link.ariaHasPopup = "dialog";
  link.addEventListener("click", (event) => {
    if (wantsOwnTab(event)) return;
    event.preventDefault();
    show(index);
  });
  link.addEventListener("keydown", (event) => {
    if (event.key !== " ") return; // presses buttons, and links do not know it
    event.preventDefault();
    link.click();
  });
}

dialog.addEventListener("viewer-wants", ({ detail: wanted }) => show(wanted));
dialog.addEventListener("close", () => opener.focus());
