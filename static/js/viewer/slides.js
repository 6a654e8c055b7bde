// Lays the pictures side by side: each its colour, then the copy that the page has, then a sharp one: "viewer-sharp".

const ENLARGED_AT_MOST = 1.5; // beyond it a picture blurs
const dialog = document.getElementById("viewer");
const track = dialog.querySelector("[data-track]");
const underWay = new WeakMap();

function thumbnailOf(opener) {
  return (opener.closest("li") ?? opener).querySelector("img[srcset]");
}

function sizeOf(opener) {
  return ["width", "height"].map((name) => Number(thumbnailOf(opener).getAttribute(name)));
}

function widthAtMost(opener) {
  return Math.max(sizeOf(opener)[0] * ENLARGED_AT_MOST, thumbnailOf(opener).clientWidth); // not less than on the page
}

function copyOf(opener) {
  const copy = new Image();
  copy.alt = thumbnailOf(opener).alt || opener.dataset.title;
  copy.draggable = false;
  copy.decoding = "sync"; // or there is an empty frame where one copy takes the other's place
  return copy;
}

function slideOf(opener) {
  const [width, height] = sizeOf(opener);
  const picture = document.createElement("div");
  picture.className = "viewer__picture";
  picture.style.setProperty("--ratio", width / height);
  picture.style.setProperty("--most", `${widthAtMost(opener)}px`);
  picture.style.backgroundColor = opener.dataset.colour;
  const slide = document.createElement("div");
  slide.className = "viewer__slide";
  slide.append(picture);
  return slide;
}

function fill(picture, opener) {
  if (picture.firstChild) return;
  const small = copyOf(opener);
  small.src = thumbnailOf(opener).currentSrc || thumbnailOf(opener).src;
  picture.append(small);
}

async function sharpen(picture, opener) {
  const [width, height] = sizeOf(opener);
  const sharp = copyOf(opener);
  sharp.sizes = `min(100vw, ${(100 * width) / height}vh, ${widthAtMost(opener)}px)`;
  sharp.srcset = thumbnailOf(opener).srcset;
  await sharp.decode();
  picture.replaceChildren(sharp);
  picture.style.removeProperty("background-color"); // a transparent picture stands on white
  picture.dispatchEvent(new CustomEvent("viewer-sharp", { bubbles: true }));
}

function sharpenOnce(picture, opener) {
  if (!underWay.has(picture)) {
    const forget = () => underWay.delete(picture); // it could not be had; another time, perhaps
    underWay.set(picture, sharpen(picture, opener).catch(forget));
  }
  return underWay.get(picture);
}

function isSlow({ connection } = navigator) {
  return Boolean(connection?.saveData || connection?.effectiveType?.endsWith("2g"));
}

dialog.addEventListener("viewer-shows", async ({ detail: { index, openers } }) => {
  if (!track.firstChild) track.append(...openers.map(slideOf));
  for (const [place, slide] of [...track.children].entries()) slide.inert = place !== index;
  const near = [index, index + 1, index - 1].filter((place) => openers[place]); // the present one comes first
  const pictures = near.map((place) => [track.children[place].firstChild, openers[place]]);
  for (const [picture, opener] of pictures) fill(picture, opener);
  await sharpenOnce(...pictures[0]);
  if (isSlow() || Number(dialog.dataset.index) !== index) return;
  for (const [picture, opener] of pictures.slice(1)) sharpenOnce(picture, opener);
});
