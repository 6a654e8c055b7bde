// Sends each wanted file in a request of its own, a few at a time. Says on its row how that goes: "upload-progress",
// "upload-answered".

const AT_ONCE = 3;
const form = document.querySelector("[data-batch]");
const list = document.querySelector("[data-list]");
const mostBytes = Number(form.dataset.maxBytes);
const waiting = [];
let underWay = 0;

function tell(row, name, detail) {
  row.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
}

async function renewToken() {
  const answer = await fetch(location.pathname).catch(() => null); // a login in another tab changes the token
  const page = new DOMParser().parseFromString((await answer?.text()) ?? "", "text/html");
  const fresh = page.querySelector("[data-batch] [name=csrfmiddlewaretoken]");
  if (fresh) form.elements.csrfmiddlewaretoken.value = fresh.value;
}

function body(row) {
  const data = new FormData();
  for (const [name, value] of row.words) data.append(name, value);
  data.append("size", row.file.size);
  data.append("file", row.file);
  return data;
}

function send(row) {
  const request = new XMLHttpRequest(); // fetch() tells nothing of what is on its way
  request.open("POST", location.pathname);
  request.setRequestHeader("Accept", "application/json");
  request.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value);
  request.upload.onprogress = ({ loaded, total }) => tell(row, "upload-progress", loaded / total);
  request.onloadend = () => {
    underWay -= 1;
    tell(row, "upload-answered", { status: request.status, address: request.responseURL, text: request.responseText });
    sendNext();
  };
  request.send(body(row));
}

function sendNext() {
  while (underWay < AT_ONCE && waiting.length) {
    const row = waiting.shift();
    row.dataset.state = "sending";
    underWay += 1;
    tell(row, "upload-progress", 0);
    send(row);
  }
}

function judgedHere({ file }) {
  if (!(file instanceof File)) return "unreadable";
  return file.size > mostBytes ? "too-large" : "";
}

list.addEventListener("uploads-wanted", async ({ detail: rows }) => {
  await renewToken();
  for (const row of rows) {
    const problem = judgedHere(row);
    if (problem) tell(row, "upload-unsendable", problem);
    else waiting.push(row);
  }
  sendNext();
});

list.addEventListener("uploads-unwanted", ({ detail: reason }) => {
  for (const row of waiting.splice(0)) tell(row, "upload-judged", { verdict: "failed", said: reason });
});
