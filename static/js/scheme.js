// Light or dark as the visitor chose, before anything is painted; without a choice, as the system prefers.

{
  const KEY = "kindred:scheme";
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const preferred = () => (dark.matches ? "dark" : "light");
  const current = () => root.dataset.scheme ?? preferred();

  const recall = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage may be forbidden; then a choice holds on this page only
    }
  };

  const remember = (scheme) => {
    try {
      if (scheme === preferred()) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, scheme);
    } catch {
      return;
    }
  };

  const show = () => {
    for (const button of document.querySelectorAll("[data-scheme-switch]")) {
      button.hidden = false;
      button.ariaPressed = String(current() === "dark");
    }
    for (const colour of document.querySelectorAll("meta[name=theme-color]")) {
      colour.content = current() === "dark" ? "#0f0e0c" : "#fbfaf8";
    }
  };

  const apply = (scheme) => {
    if (scheme === "light" || scheme === "dark") root.dataset.scheme = scheme;
    else delete root.dataset.scheme;
  };

  apply(recall());
  document.addEventListener("DOMContentLoaded", show);
  dark.addEventListener("change", show);
  addEventListener("storage", ({ key }) => key === KEY && (apply(recall()), show()));
  document.addEventListener("click", ({ target }) => {
    if (!target.closest?.("[data-scheme-switch]")) return;
    apply(current() === "dark" ? "light" : "dark");
    remember(current());
    show();
  });
}
