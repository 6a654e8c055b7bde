// Enlarges the picture that is shown, and moves it, by two fingers, double tap, wheel, button and keys.

const MOST = 8;
const CLOSER = 2.5;
const dialog = document.getElementById("viewer");
const stage = dialog.querySelector("[data-stage]");
const button = dialog.querySelector("[data-zoom]");
let picture = null;
let scale = 1;
let x = 0; // how far its middle is from the stage's, in pixels
let y = 0;

function within(value, most) {
  return Math.max(-most, Math.min(most, value));
}

function sharpen() {
  const copy = picture.querySelector("img[srcset]");
  if (copy && scale > 1) copy.sizes = `${Math.ceil(picture.offsetWidth * scale)}px`;
}

function apply({ smoothly }) {
  x = within(x, Math.max(0, picture.offsetWidth * scale - stage.clientWidth) / 2);
  y = within(y, Math.max(0, picture.offsetHeight * scale - stage.clientHeight) / 2);
  picture.style.transition = smoothly ? "" : "none";
  picture.style.transform = scale > 1 ? `translate(${x}px, ${y}px) scale(${scale})` : "";
  dialog.toggleAttribute("data-zoomed", scale > 1);
  button.ariaPressed = String(scale > 1);
  sharpen();
}

function pan(by, { smoothly = false } = {}) {
  x += by.x;
  y += by.y;
  apply({ smoothly });
}

function zoom(wanted, { at, smoothly = false }) {
  const bounds = stage.getBoundingClientRect();
  const wider = Math.max(1, Math.min(MOST, wanted)) / scale;
  const fromMiddle = { x: at ? at.x - bounds.x - bounds.width / 2 : 0, y: at ? at.y - bounds.y - bounds.height / 2 : 0 };
  scale *= wider;
  x = fromMiddle.x - (fromMiddle.x - x) * wider; // what lies there stays there
  y = fromMiddle.y - (fromMiddle.y - y) * wider;
  apply({ smoothly });
}

function toggle(at) {
  zoom(scale > 1 ? 1 : CLOSER, { at, smoothly: true });
}

function reset() {
  if (picture) zoom(1, { smoothly: true });
  picture = dialog.querySelector(".viewer__slide:not([inert]) > .viewer__picture");
}

const GESTURES = {
  "viewer-shows": reset,
  "viewer-sharp": sharpen,
  "viewer-zooms": ({ detail: factor }) => zoom(scale * factor, { smoothly: true }),
  "viewer-pans": ({ detail }) => pan({ x: detail.x * stage.clientWidth, y: detail.y * stage.clientHeight }, { smoothly: true }),
  "viewer-pinches": ({ detail: { at, by, factor } }) => (pan(by), zoom(scale * factor, { at })),
  "viewer-drags": ({ detail: { by } }) => scale > 1 && pan(by),
  "viewer-taps": ({ detail: { at, twice } }) => twice && toggle(at),
  close: reset,
};
for (const [name, answer] of Object.entries(GESTURES)) dialog.addEventListener(name, answer);

button.addEventListener("click", () => toggle());
addEventListener("resize", () => picture && apply({ smoothly: false }));

dialog.addEventListener("wheel", (event) => {
  const { ctrlKey, deltaX, deltaY, clientX, clientY } = event;
  if (!ctrlKey && (scale === 1 || event.target.closest("[data-caption]"))) return;
  event.preventDefault(); // the browser would enlarge the page
  if (ctrlKey) zoom(scale * Math.exp(-within(deltaY, 30) / 100), { at: { x: clientX, y: clientY } });
  else pan({ x: -deltaX, y: -deltaY });
}, { passive: false });
