// Lets a picture that is shown whole follow the finger: sideways to the next one, down to close.

const FLING = 0.4; // pixels a millisecond
const dialog = document.getElementById("viewer");
const stage = dialog.querySelector("[data-stage]");
let axis = "";

function isEnd(step) {
  const next = Number(dialog.dataset.index) + step;
  return next < 0 || next >= dialog.querySelector("[data-track]").childElementCount;
}

function stepTowards(x) {
  const onwards = getComputedStyle(dialog).direction === "rtl" ? x > 0 : x < 0;
  return onwards ? 1 : -1;
}

function follow(x, y) {
  dialog.style.setProperty("--drag-x", `${isEnd(stepTowards(x)) ? x / 3 : x}px`);
  dialog.style.setProperty("--drag-y", `${y < 0 ? y / 3 : y}px`);
  dialog.style.opacity = 1 - Math.max(0, y) / stage.clientHeight / 1.5;
}

function settle() {
  axis = "";
  dialog.removeAttribute("data-dragged");
  for (const name of ["--drag-x", "--drag-y", "opacity"]) dialog.style.removeProperty(name);
}

function isMeant(far, speed, enough) {
  return Math.abs(speed) > FLING ? speed * far > 0 : Math.abs(far) > enough;
}

dialog.addEventListener("viewer-drags", ({ detail: { far } }) => {
  if (dialog.hasAttribute("data-zoomed")) return;
  axis ||= Math.abs(far.x) > Math.abs(far.y) ? "x" : "y";
  dialog.toggleAttribute("data-dragged", true);
  follow(axis === "x" ? far.x : 0, axis === "y" ? far.y : 0);
});

dialog.addEventListener("viewer-drops", ({ detail: { far, speed, whole } }) => {
  const swiped = whole && axis && isMeant(far[axis], speed[axis], stage[axis === "x" ? "clientWidth" : "clientHeight"] / 4);
  const wasDown = axis === "y" && far.y > 0;
  const sideways = axis === "x";
  settle();
  if (swiped && sideways) {
    const wanted = Number(dialog.dataset.index) + stepTowards(far.x);
    dialog.dispatchEvent(new CustomEvent("viewer-wants", { detail: wanted }));
  } else if (swiped && wasDown) dialog.close();
});

dialog.addEventListener("viewer-pinches", settle);
dialog.addEventListener("close", settle);

dialog.addEventListener("viewer-taps", ({ detail: { twice, beside } }) => {
  if (beside && !twice) dialog.close();
});
