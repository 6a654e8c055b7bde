// Takes files that are chosen, or dropped anywhere on the page, and of folders what lies in them. Says "files-chosen".

const form = document.querySelector("[data-batch]");
const zone = form.querySelector("[data-drop]");
const OF_THE_SYSTEM = new Set(["Thumbs.db", "desktop.ini"]);
let depth = 0;

function hand(files) {
  if (files.length) form.dispatchEvent(new CustomEvent("files-chosen", { detail: files, bubbles: true }));
}

function isWanted({ name }) {
  return !name.startsWith(".") && !OF_THE_SYSTEM.has(name) && name !== "__MACOSX";
}

function isInWantedFolders(file) {
  return file.webkitRelativePath.split("/").every((name) => isWanted({ name }));
}

function fileOf(entry) {
  const unreadable = () => ({ name: entry.name, size: 0 }); // no file: its row will say so
  return new Promise((resolve) => entry.file(resolve, () => resolve(unreadable())));
}

function someOf(reader) {
  return new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
}

async function filesIn(entry) {
  if (entry.isFile) return [await fileOf(entry)];
  const reader = entry.createReader();
  const entries = [];
  for (let some = await someOf(reader); some.length; some = await someOf(reader)) entries.push(...some);
  const sorted = entries.filter(isWanted).sort((one, other) => one.name.localeCompare(other.name));
  return (await Promise.all(sorted.map(filesIn))).flat();
}

function carriesFiles(event) {
  return event.dataTransfer?.types.includes("Files") ?? false;
}

function mark(change) {
  depth = Math.max(0, depth + change);
  zone.classList.toggle("drop--over", depth > 0);
}

document.addEventListener("dragenter", (event) => carriesFiles(event) && mark(1));
document.addEventListener("dragleave", (event) => carriesFiles(event) && mark(-1));
document.addEventListener("dragover", (event) => carriesFiles(event) && event.preventDefault());

document.addEventListener("drop", async (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault(); // or the browser would leave this page to show the file
  mark(-depth);
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
  hand((await Promise.all(entries.map(filesIn))).flat());
});

for (const input of zone.querySelectorAll("input[type=file]")) {
  input.addEventListener("change", () => {
    hand([...input.files].filter((file) => !input.webkitdirectory || isInWantedFolders(file)));
    input.value = ""; // so that the same file can be chosen again
  });
}

zone.classList.add("drop--live");
for (const part of document.querySelectorAll("[data-with-script]")) part.hidden = false;
for (const part of document.querySelectorAll("[data-without-script]")) part.hidden = true;
