"""The texts that visitors read: found in templates and code, kept with their translations in locale/.

python -m scripts.messages
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
import polib
from django.template import Template
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.translation import to_locale

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
PLURALS = {"de": (2, "(n != 1)"), "zh-hans": (1, "0")}
"""How many forms a language has for numbers, and which is whose."""

CODE = ("config", "gallery", "recommender")
ARGUMENTS = {"gettext": "i", "_": "i", "ngettext": "ip", "pgettext": "ci", "npgettext": "cip"}
"""What the arguments of a call are: the context, the id, and the id in the plural."""
IN_AN_EXPRESSION = re.compile(r"""\b_\((["'])(.+?)\1\)""")


@dataclass(frozen=True, kw_only=True)
class Message:
    """A text as a catalogue knows it."""

    id: str
    plural: str = ""
    context: str | None = None


Found = dict[Message, list[str]]
"""The texts in the order in which they stand in the project, each with the files it stands in."""


def find_all() -> Found:
    """Return every text of the templates and the code. Django must have been set up."""
    found: Found = {}
    for path in sorted((ROOT / "templates").rglob("*.*")):
        for message in in_template(path.read_text()):
            found.setdefault(message, []).append(str(path.relative_to(ROOT)))
    for path in sorted(path for room in CODE for path in (ROOT / room).rglob("*.py")):
        for message in in_code(path.read_text()):
            found.setdefault(message, []).append(str(path.relative_to(ROOT)))
    return found


def in_template(source: str) -> Iterator[Message]:
    """Yield the texts of a template, as Django itself will ask for them."""
    nodes: Any = Template(source).nodelist
    for node in nodes.get_nodes_by_type((TranslateNode, BlockTranslateNode)):
        context = node.message_context.resolve({}) if node.message_context else None
        if isinstance(node, TranslateNode):
            if (text := node.filter_expression.var.literal) is not None:  # else a variable, whose text is found in code
                yield Message(id=text, context=context)
        else:
            singular, plural = (node.render_token_list(tokens or [])[0] for tokens in (node.singular, node.plural))
            yield Message(id=singular, plural=plural, context=context)
    for _quote, text in IN_AN_EXPRESSION.findall(source):
        yield Message(id=text)


def in_code(source: str) -> Iterator[Message]:
    """Yield the texts of Python code; a call that does not say its text gets it from one that does."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func).rpartition(".")[2]
        arguments = ARGUMENTS.get(called.removesuffix("_lazy").removesuffix("_noop"), "")
        said = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
        texts: dict[str, Any] = dict(zip(arguments, said, strict=False))
        if "i" in texts:
            yield Message(id=texts["i"], plural=texts.get("p", ""), context=texts.get("c"))


def catalogue_path(language: str) -> Path:
    """Return where the translations of a language are."""
    return LOCALE / to_locale(language) / "LC_MESSAGES" / "django.po"


def read(language: str) -> Any:
    """Return the translations of a language as they are, none where there is no file yet."""
    path = catalogue_path(language)
    return polib.pofile(str(path)) if path.exists() else polib.POFile()


def updated(language: str, found: Found) -> Any:
    """Return the translations of exactly the texts that were found; what is new has none yet."""
    known = {(entry.msgctxt, entry.msgid): entry for entry in read(language)}
    forms, plural = PLURALS[language]
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": to_locale(language),
        "Plural-Forms": f"nplurals={forms}; plural={plural};",
    }
    for message, files in found.items():
        entry = known.get((message.context, message.id)) or polib.POEntry(msgid=message.id, msgctxt=message.context)
        entry.msgid_plural = message.plural
        entry.msgstr_plural = {
            form: entry.msgstr_plural.get(form, "") for form in range(forms if message.plural else 0)
        }
        entry.occurrences = [(name, "") for name in dict.fromkeys(files)]
        entry.flags = ["fuzzy"] * entry.fuzzy + ["python-format"] * ("%(" in message.id)
        catalogue.append(entry)
    return catalogue


def main() -> None:
    """Bring the catalogues up to date, and compile them; say how many texts have no translation yet."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    django.setup()
    found = find_all()
    for language in PLURALS:
        catalogue, path = updated(language, found), catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save(str(path))
        catalogue.save_as_mofile(str(path.with_suffix(".mo")))
        print(f"{language}: {len(found)} texts, {len(catalogue.untranslated_entries())} without a translation")


if __name__ == "__main__":
    main()
