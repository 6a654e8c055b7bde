// The buttons and keys of the open picture: which one comes next, and how large. Says "viewer-wants", "viewer-zooms" and
// "viewer-pans".

const CLOSER = 1.5;
const dialog = document.getElementById("viewer");
const steps = [...dialog.querySelectorAll("[data-step]")];

function say(name, detail) {
  dialog.dispatchEvent(new CustomEvent(name, { detail }));
}

function step(by) {
  say("viewer-wants", Number(dialog.dataset.index) + by);
}

function zoom(factor) {
  say("viewer-zooms", { factor, smoothly: true });
}

function arrow(x, y) {
  const by = { x: (-x * dialog.clientWidth) / 5, y: (-y * dialog.clientHeight) / 5 };
  if (dialog.hasAttribute("data-zoomed")) say("viewer-pans", { by, smoothly: true });
  else if (x) step(getComputedStyle(dialog).direction === "rtl" ? -x : x);
}

const KEYS = {
  ArrowLeft: () => arrow(-1, 0),
  ArrowRight: () => arrow(1, 0),
  ArrowUp: () => arrow(0, -1),
  ArrowDown: () => arrow(0, 1),
  Home: () => say("viewer-wants", 0),
  End: () => say("viewer-wants", Infinity),
  "+": () => zoom(CLOSER),
  "=": () => zoom(CLOSER), // the key of + without its shift
  "-": () => zoom(1 / CLOSER),
  0: () => zoom(0),
};

addEventListener("keydown", (event) => {
  if (!dialog.open) return; // the focus may lie nowhere, after a click on words: the dialog would not hear of the key
  const wanted = Object.hasOwn(KEYS, event.key) && KEYS[event.key];
  const scrolls = event.target.closest("[data-caption]") && ["ArrowUp", "ArrowDown"].includes(event.key);
  if (!wanted || scrolls || event.metaKey || event.ctrlKey || event.altKey) return;
  event.preventDefault();
  wanted();
});

for (const button of steps) button.addEventListener("click", () => step(Number(button.dataset.step)));

dialog.addEventListener("viewer-shows", ({ detail: { index, openers } }) => {
  for (const button of steps) {
    button.hidden = openers.length === 1;
    button.ariaDisabled = String(!openers[index + Number(button.dataset.step)]); // not disabled: it may have the focus
  }
});
