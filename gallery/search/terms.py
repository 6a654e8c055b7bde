"""What somebody asks for: words that are wanted, words in quotes, words that are not wanted. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gallery.search.words import words_in

LONGEST_TEXT = 200
MOST_TERMS = 8

QUOTES = dict.fromkeys(map(ord, "“”„‟«»「」『』〝〞＂"), '"')
UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
MINUS = "-−－"
TERM = re.compile(rf'(?P<minus>[{MINUS}]?)(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s,;、，；،]+))')


@dataclass(frozen=True, kw_only=True)
class Term:
    """One thing to look for: words that follow each other; the last may go on, unless they stood in quotes."""

    typed: str = field(compare=False)
    words: tuple[str, ...]
    is_phrase: bool = False

    @property
    def needle(self) -> str:
        """What to look for in folded words; see `words.folded`."""
        return f" {' '.join(self.words)} " if self.is_phrase else f" {' '.join(self.words)}"


@dataclass(frozen=True, kw_only=True)
class Search:
    """All that a text asks for: every wanted term somewhere, no unwanted one anywhere."""

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()
    is_cut: bool = False

    @property
    def has_words(self) -> bool:
        """Whether there is anything to look for but signs."""
        return any(term.words for term in (*self.wanted, *self.unwanted))

    @property
    def easier(self) -> list[str]:
        """What else could be asked for: all words without quotes and exclusions, then each alone."""
        words = list(dict.fromkeys(word for term in self.wanted for word in plain(term.typed)))[:MOST_TERMS]
        alone = words if len(words) > 1 else []
        asked_plainly = not self.unwanted and not any(term.is_phrase for term in self.wanted)
        return alone if asked_plainly else [*([" ".join(words)] if words else []), *alone]


def plain(typed: str) -> list[str]:
    """Return the words of what was typed, as typed, without those that are only signs and without exclusions."""
    return [word.lstrip(MINUS) for word in typed.split() if words_in(word)]


def parse(text: str) -> Search:
    """Return what a text asks for; any text asks for something, or for nothing.

    >>> search = parse('École "red boat" -tree')
    >>> [term.needle for term in search.wanted], [term.needle for term in search.unwanted]
    ([' ecole', ' red boat '], [' tree'])
    """
    asked = UNSTORABLE.sub("", text)[:LONGEST_TEXT].translate(QUOTES).strip()
    terms = list(dict.fromkeys((term_of(match), bool(match["minus"])) for match in TERM.finditer(asked)))
    # A sign between words (“boat & harbour”) says nothing; alone it may be part of a file's name.
    telling = [(term, excluded) for term, excluded in terms if term.words] or terms or signs(asked)
    kept = telling[:MOST_TERMS]
    return Search(
        wanted=tuple(term for term, excluded in kept if not excluded),
        unwanted=tuple(term for term, excluded in kept if excluded),
        is_cut=len(telling) > MOST_TERMS,
    )


def signs(asked: str) -> list[tuple[Term, bool]]:
    """Return the term that stands for a text of nothing but what separates terms, which no image has."""
    return [(Term(typed=asked, words=()), False)] if asked else []


def term_of(match: re.Match[str]) -> Term:
    """Return the term that a part of a text stands for."""
    phrase = match["phrase"]
    typed = match["word"] if phrase is None else phrase
    return Term(typed=typed.strip(), words=tuple(words_in(typed)), is_phrase=phrase is not None)
