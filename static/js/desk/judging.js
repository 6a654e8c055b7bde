// Makes a verdict of what the server answered about a file, or of having had no answer. Says "upload-judged".

const form = document.querySelector("[data-batch]");
const list = document.querySelector("[data-list]");
const mostMebibytes = Number(form.dataset.maxBytes) / 1024 ** 2;

const OF_STATUS = {
  0: "The server could not be reached, or the file has changed or gone. Try again.",
  403: "The server does not let you add images (403). Log in again in another tab, then try again.",
  413: "The server takes no request as large as this (413). Send a smaller file, or ask whoever runs the site.",
  429: "The server is asked too much at once (429). Wait a little, then try again.",
  500: "The server met an error of its own (500). Try again; if that does not help, tell whoever runs the site.",
  502: "The server is not there at the moment (502). Wait a little, then try again.",
  503: "The server is not there at the moment (503). Wait a little, then try again.",
  504: "The server took too long (504). Try again; if the file did arrive, it will be recognised.",
};
const LOGGED_OUT = "You have been logged out. Log in again in another tab, then try again.";
const SENSELESS = "The server gave an answer that makes no sense here";
const HERE = {
  "too-large": `Refused: a file may have at most ${mostMebibytes} MiB, this one has more.`,
  unreadable: "Failed: the browser may not read this file. Look at its permissions, then choose it again.",
};

function judge(row, verdict) {
  row.dispatchEvent(new CustomEvent("upload-judged", { bubbles: true, detail: verdict }));
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null; // a page, not an answer
  }
}

function failed(said, more = {}) {
  return { verdict: "failed", said, ...more };
}

function verdictOn({ status, address, text }) {
  const answer = parsed(text);
  if (status === 200 && answer?.verdict) return answer;
  if (status === 400 && answer?.reason) return failed(`Failed: ${answer.reason}`, { changeable: true });
  if (status && new URL(address).pathname !== location.pathname) return failed(LOGGED_OUT, { forAll: true });
  return failed(OF_STATUS[status] ?? `${SENSELESS} (${status}). Try again.`, { forAll: status === 403 });
}

list.addEventListener("upload-answered", ({ target: row, detail }) => {
  const verdict = verdictOn(detail);
  judge(row, verdict);
  if (verdict.forAll) list.dispatchEvent(new CustomEvent("uploads-unwanted", { detail: verdict.said }));
});

list.addEventListener("upload-unsendable", ({ target: row, detail: problem }) => {
  judge(row, { verdict: problem === "too-large" ? "refused" : "failed", said: HERE[problem], final: true });
});
