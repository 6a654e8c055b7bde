// Gives the open picture an entry of its own in the history: back closes it, forward and a page loaded again open it.

const dialog = document.getElementById("viewer");

dialog.addEventListener("viewer-shows", ({ detail: { index } }) => {
  if (history.state?.viewer === undefined) history.pushState({ ...history.state, viewer: index }, "");
  else history.replaceState({ ...history.state, viewer: index }, "");
});

dialog.addEventListener("close", () => {
  if (history.state?.viewer !== undefined) history.back();
});

function follow() {
  const index = history.state?.viewer;
  if (index === undefined) dialog.close();
  else dialog.dispatchEvent(new CustomEvent("viewer-wants", { detail: index }));
}

addEventListener("popstate", follow);
if (history.state?.viewer !== undefined) follow();
