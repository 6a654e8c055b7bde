"""The forms of a page, and what a browser would send of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

TYPED = {"text", "search", "email", "number", "password", "url", "hidden", "textarea", "select", "radio", "checkbox"}


@dataclass
class Form:
    """Where a form goes, and its fields with the values they have."""

    action: str = ""
    method: str = "get"
    fields: dict[str, str] = field(default_factory=dict)


class FormsOfAPage(HTMLParser):
    """Reads forms."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.open: Form | None = None
        self.area = self.choice = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = Form(action=said.get("action", ""), method=said.get("method", "get").lower())
            self.forms.append(self.open)
        elif self.open is not None:
            self.note(tag, said, self.open.fields)

    def note(self, tag: str, said: dict[str, str], fields: dict[str, str]) -> None:
        """Note a field of the form that is open."""
        name = said.get("name", "")
        if tag == "input" and name and said.get("type", "text") in TYPED:
            fields[name] = said.get("value", "")
        elif tag == "textarea" and name:
            self.area = name
            fields[name] = ""
        elif tag == "select" and name:
            self.choice = name
            fields[name] = ""
        elif tag == "option" and self.choice and "selected" in said:
            fields[self.choice] = said.get("value", "")

    def handle_data(self, data: str) -> None:
        if self.area and self.open is not None:
            self.open.fields[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        if tag in {"textarea", "select"}:
            self.area = self.choice = ""
