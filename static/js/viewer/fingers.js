// Makes gestures of what fingers and the mouse do on the picture: "viewer-drags", "viewer-pinches" and "viewer-drops",
// each with where the fingers are and how far they moved, and "viewer-taps".

const SLOP = 8; // pixels: less is no movement
const dialog = document.getElementById("viewer");
const stage = dialog.querySelector("[data-stage]");
const down = new Map();
let from, last, anchor;
let moved = false;
let tapped = { time: -Infinity };

function say(name, detail) {
  dialog.dispatchEvent(new CustomEvent(name, { detail }));
}

function middle(time) {
  const points = [...down.values()];
  const mean = (axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const spread = points.length === 2 ? Math.hypot(points[0].x - points[1].x, points[0].y - points[1].y) : 0;
  return { x: mean("x"), y: mean("y"), spread, time };
}

function begin(time) {
  from = last = anchor = middle(time); // anew with each finger that comes or goes, or the picture would leap
}

function between(one, other) {
  return { x: other.x - one.x, y: other.y - one.y };
}

stage.addEventListener("pointerdown", (event) => {
  if (event.button !== 0 || down.size === 2) return;
  if (down.size === 0) moved = false;
  down.set(event.pointerId, { x: event.clientX, y: event.clientY });
  begin(event.timeStamp);
});

stage.addEventListener("pointermove", (event) => {
  if (!down.has(event.pointerId)) return;
  down.set(event.pointerId, { x: event.clientX, y: event.clientY });
  const now = middle(event.timeStamp);
  const far = between(from, now);
  if (!moved && down.size === 1 && Math.hypot(far.x, far.y) < SLOP) return;
  if (!moved) for (const id of down.keys()) stage.setPointerCapture(id); // not before, or a click would miss the picture
  moved = true;
  if (down.size === 2) say("viewer-pinches", { at: now, by: between(last, now), factor: now.spread / last.spread });
  else say("viewer-drags", { by: between(last, now), far });
  if (now.time - anchor.time > 50) anchor = last;
  last = now;
});

function lift(event) {
  if (!down.delete(event.pointerId)) return;
  if (down.size) begin(event.timeStamp);
  else if (moved) {
    const time = Math.max(1, event.timeStamp - anchor.time);
    const { x, y } = between(anchor, last);
    say("viewer-drops", { far: between(from, last), speed: { x: x / time, y: y / time }, whole: event.type === "pointerup" });
  }
}

for (const name of ["pointerup", "pointercancel"]) stage.addEventListener(name, lift);

stage.addEventListener("mousedown", (event) => event.preventDefault()); // or the focus would leave its button

stage.addEventListener("click", (event) => {
  if (moved) return;
  const at = { x: event.clientX, y: event.clientY, time: event.timeStamp };
  const near = Math.hypot(at.x - tapped.x, at.y - tapped.y) < 4 * SLOP;
  const twice = near && at.time - tapped.time < 400;
  tapped = twice ? { time: -Infinity } : at;
  say("viewer-taps", { at, twice, beside: !event.target.closest(".viewer__picture") });
});

dialog.addEventListener("close", () => down.clear());
