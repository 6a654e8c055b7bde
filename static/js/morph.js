// Names the picture that two pages share, so that it grows out of the wall, and shrinks back into it.

const still = matchMedia("(prefers-reduced-motion: reduce)");

function pictureLeadingTo(address) {
  const { pathname } = new URL(address);
  const links = [...document.querySelectorAll("main a")].filter((link) => link.pathname === pathname);
  return links.map((link) => link.querySelector("img")).find(Boolean);
}

function sharedWith(address) {
  return (address && pictureLeadingTo(address)) || document.querySelector("[data-viewer] img");
}

function lend(picture, transition) {
  if (!picture || still.matches) return;
  picture.style.viewTransitionName = "picture";
  transition.finished.finally(() => picture.style.removeProperty("view-transition-name"));
}

addEventListener("pageswap", (event) => {
  if (event.viewTransition) lend(sharedWith(event.activation?.entry?.url), event.viewTransition);
});

addEventListener("pagereveal", (event) => {
  if (event.viewTransition) lend(sharedWith(navigation.activation?.from?.url), event.viewTransition);
});
