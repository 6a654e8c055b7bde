// Shows only the files of one verdict.

const uploads = document.querySelector("[data-uploads]");
const list = uploads.querySelector("[data-list]");
const filters = [...uploads.querySelectorAll("[data-filter]")];

for (const chosen of filters) {
  chosen.addEventListener("click", () => {
    for (const filter of filters) filter.ariaPressed = String(filter === chosen);
    list.dataset.show = chosen.dataset.filter;
    list.scrollTop = 0;
  });
}
