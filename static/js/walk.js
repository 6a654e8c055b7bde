// Shows the pictures a visitor came by, from the wall on, each a link back to it, and keeps the way back to the wall.
// Every entry of the history keeps its own, so that reloading and going back and forward find what was there.

const KEY = "kindred:walk";
const LONGEST = 8;

const isAddress = (text) => /^\/(?!\/)/.test(text);

function checked(found) {
  const sound = isAddress(found?.back) && Array.isArray(found.steps) && found.steps.every((step) => isAddress(step?.path));
  return sound ? found : undefined;
}

function recall() {
  try {
    return checked(JSON.parse(sessionStorage.getItem(KEY)));
  } catch {
    return undefined; // storage may be forbidden, or hold something else
  }
}

function remember(found) {
  try {
    if (found) sessionStorage.setItem(KEY, JSON.stringify(found));
    else sessionStorage.removeItem(KEY);
  } catch {
    return;
  }
}

function item({ path, title, picture }) {
  const image = document.createElement("img");
  image.className = "walk__picture";
  image.src = picture;
  image.alt = title;
  image.width = image.height = 36;
  const link = document.createElement("a");
  link.className = "walk__link";
  link.href = path;
  link.title = title;
  link.append(image);
  const step = document.createElement("li");
  step.append(link);
  return step;
}

const walk = document.querySelector("[data-walk]");
const returns = [...document.querySelectorAll("[data-return]")];
const labels = returns.map((link) => link.querySelector("[data-label]"));
const here = {
  id: walk.dataset.walk,
  path: location.pathname + location.search,
  title: document.querySelector("h1").textContent,
  picture: walk.dataset.thumbnail,
};
const language = document.documentElement.lang;
const start = { back: returns[0].getAttribute("href"), label: labels[0].textContent, language, steps: [] };
const came = "listed" in walk.dataset ? start : recall(); // an address that names its list was opened from there
const found = checked(history.state?.walk) ?? came ?? start;
const { back, steps } = found;
const { label } = found.language === language ? found : start; // the visitor may have chosen another on the way
const again = steps.findIndex(({ id }) => id === here.id);
const before = again < 0 ? steps : steps.slice(0, again);

for (const link of returns) link.href = back;
for (const text of labels) text.textContent = label;
walk.querySelector("ol").append(...before.map(item));
history.replaceState({ ...history.state, walk: { back, label, language, steps: before } }, "");

const stay = () => remember({ back, label, language, steps: [...before, here].slice(-LONGEST) });

stay(); // at once, since a visitor may go on before everything is loaded
addEventListener("pageshow", ({ persisted }) => persisted && stay());
addEventListener("click", (event) => {
  const leaves = event.target.closest?.("a[rel=prev], a[rel=next]");
  if (leaves && !event.ctrlKey && !event.metaKey && !event.shiftKey) remember(undefined); // each of a list begins a walk
});
