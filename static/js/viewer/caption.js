// Says under the picture what it is, how alike, and which of how many. The title leads to the picture's page.

const dialog = document.getElementById("viewer");
const caption = dialog.querySelector("[data-caption]");
const [title, position, likeness] = ["title", "position", "likeness"].map((name) => caption.querySelector(`[data-${name}]`));

function pageOf(opener) {
  return opener.closest("li")?.querySelector("a:has(img)").href ?? location.href;
}

dialog.addEventListener("viewer-shows", ({ detail: { index, openers } }) => {
  const opener = openers[index];
  const { position: pattern } = position.dataset;
  title.textContent = opener.dataset.title;
  title.href = pageOf(opener);
  position.textContent = pattern.replace("{position}", index + 1).replace("{count}", openers.length);
  position.hidden = openers.length === 1;
  likeness.textContent = opener.dataset.likeness ?? "";
  caption.scrollTop = 0;
});

title.addEventListener("click", (event) => {
  if (title.href !== location.href || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault(); // its page is this one
  dialog.close();
});
