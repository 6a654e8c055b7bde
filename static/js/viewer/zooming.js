// Enlarges the picture that is shown, and moves it, by whatever asks for it: fingers, wheel, button and keys.

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

function keepInSight() {
  x = within(x, Math.max(0, picture.offsetWidth * scale - stage.clientWidth) / 2);
  y = within(y, Math.max(0, picture.offsetHeight * scale - stage.clientHeight) / 2);
}

function apply({ smoothly = false, loosely = false } = {}) {
  if (!loosely) keepInSight();
  picture.style.transition = smoothly ? "" : "none";
  picture.style.transform = scale > 1 ? `translate(${x}px, ${y}px) scale(${scale})` : "";
  dialog.toggleAttribute("data-zoomed", scale > 1);
  button.ariaPressed = String(scale > 1);
  sharpen();
}

function pan(by, how) {
  x += by.x;
  y += by.y;
  apply(how);
}

function zoom(wanted, { at, ...how }) {
  const bounds = stage.getBoundingClientRect();
  const wider = Math.max(1, Math.min(MOST, wanted)) / scale;
  const fromMiddle = { x: at ? at.x - bounds.x - bounds.width / 2 : 0, y: at ? at.y - bounds.y - bounds.height / 2 : 0 };
  scale *= wider;
  x = fromMiddle.x - (fromMiddle.x - x) * wider; // what lies there stays there
  y = fromMiddle.y - (fromMiddle.y - y) * wider;
  apply(how);
}

function pinch(at, by, factor) {
  pan(by, { loosely: true }); // until the fingers leave, or it would slip from between them
  zoom(scale * factor, { at, loosely: true });
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
  "viewer-zooms": ({ detail: { factor, ...how } }) => zoom(scale * factor, how),
  "viewer-pans": ({ detail: { by, ...how } }) => pan(by, how),
  "viewer-pinches": ({ detail: { at, by, factor } }) => pinch(at, by, factor),
  "viewer-drags": ({ detail: { by } }) => scale > 1 && pan(by),
  "viewer-drops": () => apply({ smoothly: true }),
  "viewer-taps": ({ detail: { at, twice } }) => twice && toggle(at),
  close: reset,
};
for (const [name, answer] of Object.entries(GESTURES)) dialog.addEventListener(name, answer);

button.addEventListener("click", () => toggle());
addEventListener("resize", () => picture && apply());
