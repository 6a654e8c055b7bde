"""What of the catalogue is like a picture from outside: decoded, encoded and compared as a run would, and forgotten."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from gallery.models import Publication
from gallery.uploads import LIMITS
from recommender import meaning
from recommender.engine import vectors
from recommender.engine.vectors import Vectors
from recommender.models import Embedding
from recommender.outside import decoding, index, scan
from recommender.outside.encoding import ENCODING
from recommender.outside.scan import Nearest


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The nearest images, and what their similarities mean."""

    nearest: Nearest
    publication: Publication


class NothingCompared(Exception):
    """There is nothing yet that a picture could be compared with."""


def ask(content: bytes, *, k: int | None = None, least: float | None = None) -> Answer:
    """Return the visible images most like a picture, as many as pages show unless told otherwise.

    Raise Refused for what is no picture that the gate lets in, SaysNothing where the model is at a loss, CannotEncode
    where this process has not what it takes, NothingCompared before the first run.
    """
    published = meaning.last_published()
    if published is None:
        raise NothingCompared
    publication = published.publication
    ready = ENCODING.ready(published)
    vector = stored_vector(content, publication.fingerprint)
    if vector is None:
        vector = ENCODING.encode(ready, decoding.decode(content, LIMITS, ready.preprocessing))
    found = nearest(vector, publication.fingerprint, k=k or publication.shown, least=-1.0 if least is None else least)
    return Answer(nearest=found, publication=publication)


def nearest(vector: Vectors, fingerprint: str, *, k: int, least: float) -> Nearest:
    """Return the nearest visible images: among those that an index names where it can, otherwise among all."""
    found = index.nearest(vector, fingerprint, k=k, least=least)
    return scan.nearest(vector, fingerprint, k=k, least=least) if found is None else found


def stored_vector(content: bytes, fingerprint: str) -> Vectors | None:
    """Return the vector (1, d) of a file that the catalogue has, so that a picture has exactly 1 with itself.

    A network's last bits depend on how many pictures go through it together.
    """
    content_hash = hashlib.sha256(content).hexdigest()
    known = Embedding.objects.filter(image__content_hash=content_hash, content_hash=content_hash)
    row = known.filter(fingerprint=fingerprint).values_list("vector", flat=True).first()
    return None if row is None else vectors.unpack([bytes(row)])
