"""The catalogues hold every text of the project, translated, and are compiled as they are."""

from __future__ import annotations

import re
from typing import Any

import polib
import pytest
from django.conf import settings

from scripts import messages
from scripts.messages import Found, Message

LANGUAGES = ["de", "zh-hans"]
REMEDY = "run make messages and write what is missing"
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}|<[^>]+>")
HAN = "[\u4e00-\u9fff]"


@pytest.fixture(scope="module")
def found() -> Found:
    return messages.find_all()


def pairs(language: str) -> list[tuple[str, str]]:
    """Return each text in English with each of its forms in a language."""
    return [
        (entry.msgid, form)
        for entry in messages.read(language)
        for form in (entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr])
    ]


def words(text: str) -> str:
    """Return a text without its elements, and with a number for each of its placeholders."""
    return PLACEHOLDER.sub(lambda found: "8" if found[0][0] in "%{" else "", text)


def test_every_language_of_visitors_has_a_catalogue() -> None:
    assert {code for code, _ in settings.LANGUAGES} - {"en"} == set(messages.PLURALS) == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_and_none_is_left_over(found: Found, language: str) -> None:
    catalogue = messages.read(language)
    known = {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in catalogue}
    assert known == {(message.context, message.id, message.plural) for message in found}, REMEDY
    assert [entry.msgid for entry in catalogue if entry.obsolete or not entry.translated()] == [], REMEDY


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_is_compiled_as_it_is_written(language: str) -> None:
    path = messages.catalogue_path(language)
    assert path.with_suffix(".mo").read_bytes() == polib.pofile(str(path)).to_binary(), "run make messages"


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_placeholders_and_the_elements(language: str) -> None:
    differing = {
        text: form
        for text, form in pairs(language)
        if sorted(PLACEHOLDER.findall(text)) != sorted(PLACEHOLDER.findall(form))
    }
    assert differing == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_end_as_the_english_does(language: str) -> None:
    def ending(text: str) -> str:
        return words(text)[-1:].translate(str.maketrans("。：？！", ".:?!"))

    differing = {text: form for text, form in pairs(language) if (ending(text) in ".:?!") != (ending(form) in ".:?!")}
    assert differing == {}


def test_german_has_german_quotation_marks() -> None:
    wrong = [form for _, form in pairs("de") if re.search('["”]', words(form)) or form.count("„") != form.count("“")]
    assert wrong == []


def test_chinese_has_chinese_punctuation_without_spaces_around_it() -> None:
    narrow = rf"{HAN}\s*[,.:;?!()]|[,.:;?!()]\s*{HAN}|{HAN}\s+{HAN}|\s[，。：；？！、（）“”]|[，。：；？！、（）]\s"
    assert [form for _, form in pairs("zh-hans") if re.search(narrow, words(form))] == []


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('{% translate "Next" %}', Message(id="Next")),
        ('{% translate "Next" context "page" as next %}', Message(id="Next", context="page")),
        ("{% blocktranslate %}Page {{ number }}{% endblocktranslate %}", Message(id="Page %(number)s")),
        ("{% blocktranslate trimmed %}\n  a\n  b\n{% endblocktranslate %}", Message(id="a b")),
        (
            "{% if a %}{% blocktranslate count n=b %}one{% plural %}{{ n }}{% endblocktranslate %}{% endif %}",
            Message(id="one", plural="%(n)s"),
        ),
        ('{% include "gallery/_tile.html" with label=_("Label") %}', Message(id="Label")),
    ],
)
def test_the_texts_of_a_template_are_found(source: str, message: Message) -> None:
    assert list(messages.in_template(f"{{% load i18n %}}{source}")) == [message]


def test_a_variable_that_a_template_translates_has_its_text_elsewhere() -> None:
    assert list(messages.in_template("{% load i18n %}{% translate band %}")) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('gettext("Next")', [Message(id="Next")]),
        ('label = gettext_lazy("one" " text")', [Message(id="one text")]),
        ('gettext_noop("Next")', [Message(id="Next")]),
        ('pgettext_lazy("page", "Next")', [Message(id="Next", context="page")]),
        ('ngettext("one", "%(n)s", n)', [Message(id="one", plural="%(n)s")]),
        ('npgettext("page", "one", "%(n)s", n)', [Message(id="one", plural="%(n)s", context="page")]),
        ('translation.gettext("Next")', [Message(id="Next")]),
        ("gettext(text)", []),
        ('print("Next")', []),
    ],
)
def test_the_texts_of_code_are_found(source: str, found: list[Message]) -> None:
    assert list(messages.in_code(source)) == found


def test_bringing_up_to_date_keeps_translations_and_drops_what_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    def known(language: str) -> Any:
        entries = polib.POFile()
        entries.append(polib.POEntry(msgid="kept", msgstr="behalten"))
        entries.append(polib.POEntry(msgid="gone", msgstr="fort"))
        return entries

    monkeypatch.setattr(messages, "read", known)
    new, kept = Message(id="new", plural="news"), Message(id="kept")
    catalogue = messages.updated("de", {kept: ["a.html", "a.html"], new: ["b.py"]})
    assert [(entry.msgid, entry.msgstr, entry.msgstr_plural) for entry in catalogue] == [
        ("kept", "behalten", {}),
        ("new", "", {0: "", 1: ""}),
    ]
    assert [entry.occurrences for entry in catalogue] == [[("a.html", "")], [("b.py", "")]]
