"""A browser that opens pages full of strangers' texts and notes whatever one of them managed to do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Request

HOOKS = """
for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
  window[name] = (...said) => console.error("a text called", name, ...said);
}
"""

# What elements of which classes with which attributes a document has; left out are proportions,
# of which there are many, and the switch, which a script changes.
SURVEY = """
(root) => [...new Set([...root.querySelectorAll("*:not(.scheme)")].map((element) => {
  const classes = [...element.classList].filter((name) => !/^(r|cap)-/.test(name));
  return `${[element.localName, ...classes].join(".")}[${element.getAttributeNames().sort()}]`;
}))]
"""
FETCH = f"""
async (paths) => {{
  const survey = {SURVEY};
  const read = async (path) => {{
    const answer = await fetch(path);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const said = [...page.querySelectorAll("q")].map((q) => q.textContent);
    return {{ status: answer.status, said, kinds: survey(page) }};
  }};
  return Promise.all(paths.map(read));
}}
"""


class Crawl:
    """Opens pages of a site in a context; `kinds` are what they are made of, `wrong` is what must not have happened."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.site, self.wrong, self.kinds = site, list[str](), set[str]()
        context.add_init_script(HOOKS)
        context.on("weberror", lambda error: self.wrong.append(str(error.error)))
        context.on("console", self.hear)
        context.on("request", self.follow)
        context.on("dialog", self.refuse)
        self.page = context.new_page()
        self.page.set_default_timeout(20_000)
        devtools = context.new_cdp_session(self.page)
        devtools.send("Network.enable")  # neither styles nor pictures can do harm here, and they take time
        devtools.send("Network.setBlockedURLs", {"urls": ["*.css", "*.webp"]})

    def hear(self, said: ConsoleMessage) -> None:
        """Note what a page complains of, but for the files that are held back."""
        if said.type in {"error", "warning"} and not said.text.startswith("Failed to load resource"):
            self.wrong.append(said.text)

    def follow(self, request: Request) -> None:
        """Note a request that leaves the site."""
        if not request.url.startswith((f"{self.site}/", "data:")):
            self.wrong.append(f"a request to {request.url}")

    def refuse(self, dialog: Dialog) -> None:
        """Note that a page asks something."""
        self.wrong.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def open(self, path: str, read: str = "() => null") -> Any:
        """Open a page, note what it is made of, and return what a script reads there."""
        response = self.page.goto(self.site + path, wait_until="load")
        assert response is not None
        assert response.status < 400, path
        self.kinds.update(self.page.evaluate(f"() => ({SURVEY})(document)"))
        return self.page.evaluate(read)

    def ask(self, paths: Iterable[str]) -> list[Any]:
        """Fetch pages from within the one that is open, and return the status and the quotations of each."""
        answers: list[Any] = self.page.evaluate(FETCH, list(paths))
        self.kinds.update(kind for answer in answers for kind in answer.pop("kinds"))
        return answers
