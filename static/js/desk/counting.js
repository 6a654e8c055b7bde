// Counts what became of the files: for the eye at once, for a screen reader every few seconds and at the end.

const SECONDS_BETWEEN = 5;
const uploads = document.querySelector("[data-uploads]");
const list = uploads.querySelector("[data-list]");
const announced = uploads.querySelector("[data-announced]");
const overall = uploads.querySelector("[data-overall]");
const title = document.title;
let timer = 0;

function counted() {
  const counts = { waiting: 0, sending: 0, imported: 0, duplicate: 0, refused: 0, failed: 0 };
  for (const row of list.children) counts[row.dataset.state] += 1;
  return { ...counts, all: list.childElementCount, "under-way": counts.waiting + counts.sending };
}

function sentence(counts) {
  const parts = [`${counts.imported} of ${counts.all} in the catalogue`];
  if (counts.duplicate) parts.push(`${counts.duplicate} already there`);
  if (counts.refused) parts.push(`${counts.refused} refused`);
  if (counts.failed) parts.push(`${counts.failed} failed`);
  if (counts["under-way"]) parts.push(`${counts["under-way"]} to go`);
  return parts.join(", ");
}

function announce() {
  timer = 0;
  announced.textContent = sentence(counted());
}

function announceSoon(atOnce) {
  if (atOnce) {
    clearTimeout(timer);
    announce();
  } else timer ||= setTimeout(announce, SECONDS_BETWEEN * 1000);
}

function show() {
  const counts = counted();
  const done = counts.all - counts["under-way"];
  uploads.querySelector("[data-totals]").textContent = sentence(counts);
  for (const place of uploads.querySelectorAll("[data-count]")) {
    const count = counts[place.dataset.count];
    place.textContent = count;
    const filter = place.closest("[data-filter]");
    filter.hidden = count === 0 && filter.ariaPressed !== "true";
  }
  overall.hidden = counts["under-way"] === 0;
  overall.max = counts.all;
  overall.value = done;
  document.title = counts["under-way"] ? `${done} of ${counts.all} | ${title}` : title;
  uploads.querySelector("[data-stop]").hidden = counts.waiting === 0;
  uploads.querySelector("[data-retry-all]").hidden = !list.querySelector("[data-retry]:not([hidden])");
  announceSoon(counts["under-way"] === 0);
}

new MutationObserver(show).observe(list, { subtree: true, childList: true, attributeFilter: ["data-state"] });
if (list.childElementCount) show();
