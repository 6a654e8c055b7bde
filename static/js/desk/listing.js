// Makes a row for each chosen file and asks for it to be sent, with what the form says at that moment.

const form = document.querySelector("[data-batch]");
const uploads = document.querySelector("[data-uploads]");
const list = uploads.querySelector("[data-list]");
const template = uploads.querySelector("[data-row]");

function words() {
  const given = new FormData(form);
  given.delete("file");
  given.delete("csrfmiddlewaretoken"); // it may have changed by the time a file is sent
  return [...given];
}

function row(file) {
  const made = template.content.firstElementChild.cloneNode(true);
  made.querySelector("[data-name]").textContent = file.name;
  made.querySelector("[data-retry]").setAttribute("aria-label", `Try ${file.name} again`);
  made.querySelector("[data-progress]").setAttribute("aria-label", file.name);
  return Object.assign(made, { file });
}

form.addEventListener("files-chosen", ({ detail: files }) => {
  const rows = files.map(row);
  const begun = list.childElementCount > 0;
  uploads.hidden = false;
  list.append(...rows);
  list.dispatchEvent(new CustomEvent("uploads-wanted", { detail: rows }));
  if (!begun) uploads.scrollIntoView({ block: "nearest" });
});

list.addEventListener("uploads-wanted", ({ detail: rows }) => {
  const given = words();
  for (const wanted of rows) wanted.words ??= given; // a later change of the form is for later files
}, { capture: true });

list.addEventListener("upload-judged", ({ target, detail: { changeable } }) => {
  if (changeable) delete target.words; // what the form said was wrong: a retry takes what it says then
});
