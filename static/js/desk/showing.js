// Shows on a file's row how far it is, and then its verdict with the picture and a link.

const list = document.querySelector("[data-list]");

function part(row, name) {
  return row.querySelector(`[data-${name}]`);
}

function say(row, text) {
  if (part(row, "said").textContent !== text) part(row, "said").textContent = text;
}

function showPicture(row, image) {
  const picture = document.createElement("img");
  picture.src = image.thumbnail;
  picture.alt = "";
  picture.loading = "lazy";
  row.querySelector(".upload__picture").replaceChildren(picture);
}

function showLink(row, image) {
  const link = document.createElement("a");
  link.href = image.url;
  link.target = "_blank"; // the uploads go on here
  link.textContent = row.file.name;
  part(row, "name").replaceChildren(link);
}

list.addEventListener("uploads-wanted", ({ detail: rows }) => {
  for (const row of rows) {
    row.dataset.state = "waiting";
    part(row, "retry").hidden = true;
    say(row, "Waiting");
  }
}, { capture: true }); // before anything is sent

list.addEventListener("upload-progress", ({ target: row, detail: share }) => {
  const sent = share >= 1;
  part(row, "progress").hidden = false;
  if (sent) part(row, "progress").removeAttribute("value");
  else part(row, "progress").value = share;
  say(row, sent ? "Being looked at" : `Sending, ${Math.floor(share * 100)} %`);
});

list.addEventListener("upload-judged", ({ target: row, detail: { verdict, said, warning, image, final } }) => {
  row.dataset.state = verdict;
  say(row, said);
  part(row, "progress").hidden = true;
  part(row, "retry").hidden = verdict !== "failed" || final === true;
  part(row, "warning").hidden = !warning;
  part(row, "warning").textContent = warning ?? "";
  if (image) showPicture(row, image);
  if (image?.url) showLink(row, image);
});
