// Remembers the place on the wall, so that "All images" leads back to it and not to the beginning.

const KEY = "kindred:place";

function recall() {
  try {
    return sessionStorage.getItem(KEY) ?? "";
  } catch {
    return ""; // storage may be forbidden; then the links lead to the beginning
  }
}

function remember(place) {
  try {
    sessionStorage.setItem(KEY, place);
  } catch {
    return;
  }
}

const wall = document.querySelector("[data-wall]");

if (wall) {
  const page = location.pathname + location.search;
  remember(page);
  wall.addEventListener("click", (event) => {
    const tile = event.target.closest("li[id]");
    if (tile) remember(`${page}#${tile.id}`);
  });
} else if (recall().startsWith("/") && !recall().startsWith("//")) {
  for (const link of document.querySelectorAll("[data-return]")) link.href = recall();
}
