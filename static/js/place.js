// Remembers which tile led away from the wall and how high it stood, so that the way back finds it there again.

const PLACE = "kindred:place";
const WALK = "kindred:walk";

function recall() {
  try {
    return JSON.parse(sessionStorage.getItem(PLACE)) ?? {};
  } catch {
    return {}; // storage may be forbidden; then the way back ends at the tile, as without this script
  }
}

function remember(place) {
  try {
    sessionStorage.setItem(PLACE, JSON.stringify(place));
  } catch {
    return;
  }
}

function beginAnew() {
  try {
    sessionStorage.removeItem(WALK);
  } catch {
    return;
  }
}

function returnTo({ tile, top }) {
  const [arrival] = performance.getEntriesByType("navigation");
  if (arrival?.type !== "navigate" || location.hash !== `#${tile}` || !(top < innerHeight)) return;
  const left = document.getElementById(tile);
  if (!left) return;
  left.style.scrollMarginBlockStart = `${top}px`; // the browser goes to the tile itself, before or after this
  left.scrollIntoView();
}

returnTo(recall());
beginAnew();
addEventListener("pageshow", ({ persisted }) => persisted && beginAnew());
document.querySelector("[data-wall]")?.addEventListener("click", (event) => {
  const tile = event.target.closest("li[id]");
  if (tile) remember({ tile: tile.id, top: tile.getBoundingClientRect().top });
});
