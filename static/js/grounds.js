// Takes the colour away from behind a picture once it is there, so that a transparent one stands on white.

const REMOVED = new WeakSet();

function uncover(picture) {
  const ground = picture.previousElementSibling;
  if (ground?.tagName.toLowerCase() !== "svg" || REMOVED.has(picture)) return;
  REMOVED.add(picture);
  ground.remove();
}

for (const picture of document.querySelectorAll("svg + img")) {
  if (picture.complete && picture.naturalWidth > 0) uncover(picture);
  else picture.addEventListener("load", () => uncover(picture), { once: true });
}
