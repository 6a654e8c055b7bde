"""Where two images are alike, as a run found out."""

from __future__ import annotations

import hashlib
from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Match(models.Model):
    """Where in an image its likeness to another lies: for each cell of a grid over it, its part of their similarity.

    Written by a run that is asked to, for pairs that are listed. No foreign keys, since a page that shows a match has
    both images anyway: a row that outlives one of them is harmless, and goes with the next run.
    """

    image_id = models.BigIntegerField()
    other_id = models.BigIntegerField()
    key = models.CharField(max_length=64, help_text="What it was computed from, see `key_of`.")
    side = models.PositiveSmallIntegerField(help_text="Cells a side.")
    seen = models.FloatField(help_text="Side of the square that the model saw, in the middle, by the short side.")
    cells = models.BinaryField(help_text="A byte a cell, row by row: 0 adds nothing, 255 what the best one does.")

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["image_id", "other_id"], name="match_once"),
            models.CheckConstraint(condition=~Q(image_id=F("other_id")), name="match_not_itself"),
        ]

    def __str__(self) -> str:
        return f"where {self.image_id} is like {self.other_id}"

    @staticmethod
    def key_of(image_hash: str, other_hash: str, fingerprint: str) -> str:
        """Return what names the contents and the model that a match was computed from: others make it void."""
        return hashlib.sha256(f"{image_hash} {other_hash} {fingerprint}".encode()).hexdigest()
