// Lets the wheel with ctrl, or two fingers on a trackpad, enlarge the picture, and the wheel alone move a large one.

const NOTCH = 30; // of a mouse, which would be too much at once
const dialog = document.getElementById("viewer");

function say(name, detail) {
  dialog.dispatchEvent(new CustomEvent(name, { detail }));
}

dialog.addEventListener("wheel", (event) => {
  const { ctrlKey, deltaX, deltaY, clientX, clientY } = event;
  if (!ctrlKey && (!dialog.hasAttribute("data-zoomed") || event.target.closest("[data-caption]"))) return;
  event.preventDefault(); // the browser would enlarge the page
  const turned = Math.max(-NOTCH, Math.min(NOTCH, deltaY));
  if (ctrlKey) say("viewer-zooms", { factor: Math.exp(-turned / 100), at: { x: clientX, y: clientY } });
  else say("viewer-pans", { by: { x: -deltaX, y: -deltaY } });
}, { passive: false });
