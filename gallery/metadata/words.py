"""Words of a file, cleaned: nothing invisible, nothing a camera writes into every file, no place on earth."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

TITLE_LENGTH = 200
DESCRIPTION_LENGTH = 4000
KEYWORD_LENGTH = 64
MAX_KEYWORDS = 50  # picture agencies take no more either

UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""Control and direction characters; the joiners that Persian and families of emoji need may stay."""

SAYS_NOTHING = re.compile(
    r"((olympus|samsung|sanyo|minolta|konica minolta|kodak|fuji|fujifilm)\W*)?digital camera"
    r"|sony dsc|samsung( camera pictures)?|dcim|(created by )?dji( camera)?|<digimax.*>"
    r"|default|untitled|binary comment|exif_jpeg_picture|created by imlib|charset=ascii"
    r"|(dav|dig|cof|mde|bty|edf|btf|sdr|nor|oznor|qrf|fbt|rbt|ptr|hdr|rhdr|hdrpl)(_\w+)?",
    re.IGNORECASE,
)
"""What cameras and programs put into every file, whatever it shows."""

DECIMAL = r"[-+]?\d{1,3}[.,]\d{4,}"
PLACE = re.compile(
    rf"{DECIMAL}\s*°?\s*[NS]?[\s,;/|]*(lon\w*|lng)?[\s:=]*{DECIMAL}"
    r"|\d\s*°\s*\d{1,2}([.,]\d+)?\s*['′’]"
    r"|\b(lat|latitude|lon|lng|long|longitude)[\s:=]*[-+]?\d{1,3}[.,]\d{2,}"
    r"|^geo:|^geotagged$",
    re.IGNORECASE,
)
"""A place in numbers, as some apps write it into descriptions and keywords."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a file says of itself. `taken_at` has an offset from UTC only where the file names one."""

    title: str = ""
    description: str = ""
    keywords: tuple[str, ...] = ()
    taken_at: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the words in values that JSON can carry."""
        return asdict(self) | {"taken_at": self.taken_at.isoformat() if self.taken_at else ""}

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Words:
        """Return the words of which `as_json` made this."""
        moment = datetime.fromisoformat(told["taken_at"]) if told["taken_at"] else None
        return cls(**told | {"keywords": tuple(told["keywords"]), "taken_at": moment})

    @classmethod
    def cleaned(
        cls, *, title: str, description: str, keywords: Iterable[str] = (), taken_at: datetime | None = None
    ) -> Words:
        """Return words fit for the catalogue's columns."""
        return cls(
            title=telling(line(title, TITLE_LENGTH)),
            description=telling(text(description, DESCRIPTION_LENGTH)),
            keywords=each_once(line(keyword, KEYWORD_LENGTH) for keyword in apart(keywords)),
            taken_at=taken_at,
        )


def text(raw: str, length: int) -> str:
    """Return a text of several lines without what cannot be seen, and without long gaps."""
    seen = UNSEEN.sub("", unicodedata.normalize("NFC", re.sub(r"\r\n?|[\u2028\u2029]", "\n", raw[: 4 * length])))
    lines = (re.sub(r"\s+", " ", each).strip() for each in seen.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:length].rstrip()


def line(raw: str, length: int) -> str:
    """Return a text as one line."""
    return " ".join(text(raw, 4 * length).split())[:length].rstrip()


def telling(words: str) -> str:
    """Return a text, or nothing where it only says which camera it was or where that stood."""
    return "" if SAYS_NOTHING.fullmatch(words) or PLACE.search(words) else words


def apart(keywords: Iterable[str]) -> list[str]:
    """Return the keywords, those apart that somebody wrote as one with commas between."""
    listed = [keyword for keyword in keywords if keyword.strip()]
    return re.split(r"[,;]", listed[0][: 2 * MAX_KEYWORDS * KEYWORD_LENGTH]) if len(listed) == 1 else listed


def each_once(keywords: Iterable[str]) -> tuple[str, ...]:
    """Return the first keywords, each once whatever its case; those that tell a place are left out."""
    kept: dict[str, str] = {}
    for keyword in keywords:
        if keyword and not PLACE.search(keyword):
            kept.setdefault(keyword.casefold(), keyword)
    return tuple(kept.values())[:MAX_KEYWORDS]
