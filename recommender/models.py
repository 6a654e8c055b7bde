"""What the recommender remembers: vectors, runs, and what it could not read."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from gallery.models import Image, cascade


class Embedding(models.Model):
    """An image's vector under one model: a function of the file's content and the model, so never computed twice."""

    image = models.ForeignKey(Image, cascade, related_name="embeddings")
    content_hash = models.CharField(max_length=64, help_text="The content the vector was computed from.")
    fingerprint = models.CharField(max_length=64, help_text="The model that computed it.")
    vector = models.BinaryField(help_text="512 16-bit floats at unit length, low byte first.")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["image", "fingerprint"], name="embedding_once_per_model"),
        ]

    def __str__(self) -> str:
        return f"{self.image_id} by {self.fingerprint[:8]}"


class Ranking(models.Model):
    """Whom the last run found nearest to an image: more than is published, so that few changes ask for a new search.

    Pages never read it. It has no constraint on its image, so that a run which writes waits for no curator; what
    outlives its image is removed by the next run.
    """

    image = models.OneToOneField(
        Image, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="ranking"
    )
    pairs = models.BinaryField(
        help_text="Images and similarities, best first, behind the last one that was considered."
    )

    def __str__(self) -> str:
        return f"{self.image_id}: {len(self.pairs) // 16 - 1}"


class UnreadableImage(models.Model):
    """An image whose original could not be embedded, with the reason; it goes once a run succeeds with it."""

    image = models.OneToOneField(Image, cascade, related_name="unreadable")
    reason = models.CharField(max_length=300)
    failed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-failed_at"]

    def __str__(self) -> str:
        return f"{self.image}: {self.reason}"


class ImageState(Image):
    """An image as the recommender sees it; see `states`."""

    class Meta:
        proxy = True
        verbose_name = "state of an image"
        verbose_name_plural = "states of images"


class Attempt(models.Model):
    """A file that a run is reading, noted before its decoder starts and removed afterwards."""

    content_hash = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveSmallIntegerField(default=1, help_text="Runs that began to read it and did not come back.")

    def __str__(self) -> str:
        return f"{self.content_hash[:8]}: {self.count}"


class Run(models.Model):
    """One run of compute_recommendations, as operators read it. At most one is running: the database sees to it."""

    class Status(models.TextChoices):
        RUNNING = "running", "running"
        DONE = "done", "done"
        FAILED = "failed", "failed"
        ABANDONED = "abandoned", "stopped without a word"

    status = models.CharField(max_length=9, choices=Status, default=Status.RUNNING)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)  # of one that goes on after it has published: when it published
    alive_at = models.DateTimeField(default=timezone.now, help_text="When the run last gave a sign of life.")
    host = models.CharField(max_length=255)
    pid = models.PositiveIntegerField()
    weights = models.TextField(help_text="imagenet, bundled, or the path of a file.")
    fingerprint = models.CharField(max_length=64)
    k = models.PositiveSmallIntegerField(help_text="Recommendations shown per image.")
    images = models.PositiveIntegerField(default=0)
    embedded = models.PositiveIntegerField(default=0)
    unreadable = models.PositiveIntegerField(default=0)
    lists_changed = models.PositiveIntegerField(default=0)
    rows_written = models.PositiveIntegerField(default=0)
    percentiles = models.JSONField(default=dict, help_text="Similarities of random pairs.")
    overlap = models.FloatField(
        null=True, help_text="Share of what was shown before and is shown after; empty: nothing was shown before."
    )
    message = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-started_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["status"], condition=Q(status="running"), name="run_one_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"Run {self.pk} of {self.started_at:%Y-%m-%d %H:%M}: {self.get_status_display()}"
