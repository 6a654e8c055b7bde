// Shows the pictures a visitor came by, from the wall on, each a link back to it.

const KEY = "kindred:walk";
const LONGEST = 9;

function recall() {
  try {
    const steps = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    return Array.isArray(steps) ? steps.filter(({ path }) => /^\/images\/\d+\//.test(path)) : [];
  } catch {
    return []; // storage may be forbidden, or hold something else
  }
}

function remember(steps) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(steps.slice(-LONGEST)));
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
const cameFromWall = document.referrer && !new URL(document.referrer).pathname.startsWith("/images/");
const here = {
  path: location.pathname,
  title: document.querySelector("h1").textContent,
  picture: walk.dataset.thumbnail,
};
const known = cameFromWall ? [] : recall();
const back = known.findIndex(({ path }) => path === here.path);
const before = back < 0 ? known : known.slice(0, back);

remember([...before, here]);
addEventListener("pageshow", (event) => event.persisted && remember([...before, here]));
walk.querySelector("ol").append(...before.map(item));
walk.hidden = before.length === 0;
