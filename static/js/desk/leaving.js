// Asks before the page is left while files wait or are on their way. Those that have arrived are safe in any case.

const list = document.querySelector("[data-list]");

addEventListener("beforeunload", (event) => {
  if (list.querySelector('[data-state="waiting"], [data-state="sending"]')) event.preventDefault();
});
