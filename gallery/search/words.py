"""A text as the search sees it: its words without capitals, accents and signs. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST_WORD = 100
"""Longer words are cut, when they are kept as when they are looked for: PostgreSQL takes no word of 2 KB."""

LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t", "ı": "i"}
)
"""Letters that Unicode does not take for another one with a mark, and people do."""

JOINERS = frozenset("'’ʼʻ`·.-‐‑_")
"""Signs within words: “T-shirt” is two words, and is also looked for as one."""

JOINT = "\x1f"
IGNORED = re.compile("[\0\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\U000e0100-\U000e01ef]")
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3100-\u312f\u31a0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U0001b000-\U0001b16f\U00020000-\U0003fffd]"
)
"""Thai, Lao, Burmese, Khmer, Chinese and Japanese: written without spaces, so each letter is a word of its own."""


def words_in(text: str) -> list[str]:
    """Return the words of a text, in their order, as they are compared.

    >>> words_in("École de l'Étoile")
    ['ecole', 'de', 'l', 'etoile']
    >>> words_in("Straße, IMG_12")
    ['strasse', 'img', '12']
    >>> words_in("東京 Tower")
    ['東', '京', 'tower']
    """
    return [word for piece in pieces_of(text) for word in piece]


def folded(*texts: str) -> str:
    """Return the words of some texts as one that words, their beginnings and phrases are looked up in.

    A space stands before and after each word, and two between texts, so that no phrase reaches from one into the next.
    What signs join is there once more as one word.

    >>> folded("Two T-shirts", "At dawn")
    ' two t shirts  tshirts  at dawn '
    >>> folded("", "!")
    ''
    """
    parts = [part for text in texts for part in parts_of(pieces_of(text))]
    return f" {'  '.join(parts)} " if parts else ""


def parts_of(pieces: list[list[str]]) -> list[str]:
    """Return the words of one text with a space between them, and each joined word."""
    words = " ".join(word for piece in pieces for word in piece)
    joined = ["".join(piece)[:LONGEST_WORD] for piece in pieces if len(piece) > 1]
    return [part for part in (words, *joined) if part]


def pieces_of(text: str) -> list[list[str]]:
    """Return the words of a text; words that only a sign joins are in one list."""
    pieces = [piece.split(JOINT) for piece in "".join(map(as_kept, without_marks(text))).split(" ")]
    kept = [[word[:LONGEST_WORD] for word in piece if word] for piece in pieces]
    return [piece for piece in kept if piece]


def without_marks(text: str) -> str:
    """Return a text in small letters, without accents, ligatures and forms of width."""
    if text.isascii():
        return text.lower()
    small = without_accents(text).casefold().translate(LETTERS)
    return unicodedata.normalize("NFC", without_accents(small))


def without_accents(text: str) -> str:
    """Return a text taken apart, without the marks that people leave out when they search."""
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not is_accent(unicodedata.combining(char)))


def is_accent(combining: int) -> bool:
    """Return whether a mark of this combining class is an accent, or a vowel sign of Hebrew or Arabic.

    Other marks make another letter: the voicing of kana (8), and nukta and virama of India's scripts (7 and 9).
    """
    return combining == 1 or 10 <= combining <= 36 or combining >= 200


@lru_cache(maxsize=1 << 14)
def as_kept(char: str) -> str:
    """Return what is kept of a character: itself, itself apart from others, a joint, a gap, or nothing."""
    category = unicodedata.category(char)
    if char in JOINERS:
        return JOINT
    if category in {"Cf", "Cs", "Me"} or IGNORED.match(char):
        return " " if char == "\u200b" else ""  # a space without width, among what nobody sees
    if category == "So" or (UNSPACED.match(char) and category[0] in "LMN"):
        return f" {char} "
    return char if category[0] in "LMN" else " "
