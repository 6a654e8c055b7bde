"""The catalogue's tables. What must never be wrong is a constraint in the database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from gallery import renditions
from gallery.cascading import cascade as cascade
from gallery.doubts import Doubt as Doubt
from gallery.locks import deletion_of
from gallery.matches import Match as Match
from gallery.querysets import (
    TOLD_OF_AN_IMAGE,
    CuratedPairQuerySet,
    ImageQuerySet,
    PairEventQuerySet,
    PairVerdictQuerySet,
    RecommendationQuerySet,
    TagQuerySet,
)
from gallery.search.columns import KeepsWords, WordsField
from gallery.storage import originals
from gallery.versions import Change as Change


def tag_slug(name: str) -> str:
    """Return the address word of a tag; names that differ in case or marks only are one tag."""
    return slugify(name, allow_unicode=True)[:64] or f"tag-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


class Tag(KeepsWords):
    """A word that images share."""

    name = models.CharField(max_length=64, unique=True)
    slug = models.SlugField(max_length=64, unique=True, allow_unicode=True, editable=False)
    words = WordsField(of=("name",))

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, **options: object) -> None:
        self.slug = tag_slug(self.name)
        super().save(**options)

    def get_absolute_url(self) -> str:
        return f"{reverse('gallery:wall')}?tag={self.slug}"

    def clean(self) -> None:
        twin = Tag.objects.filter(slug=tag_slug(self.name)).exclude(pk=self.pk).first()
        if twin is not None:
            raise ValidationError({"name": f"The tag “{twin}” exists already; use that one."})


class Image(KeepsWords):
    """One picture of the catalogue. The original is private; pages show renditions named by its content."""

    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, allow_unicode=True, editable=False)
    description = models.TextField(blank=True, max_length=4000)
    alt_text = models.CharField(
        "alternative text",
        max_length=400,
        blank=True,
        help_text="What the picture shows, in one sentence, for people who cannot see it.",
    )
    tags = models.ManyToManyField(Tag, blank=True, related_name="images")
    published = models.BooleanField(default=True, db_index=True, help_text="Visitors see published images only.")

    original = models.FileField(storage=originals, max_length=200, editable=False)
    original_name = models.CharField("file name", max_length=255, editable=False)
    content_hash = models.CharField(
        "SHA-256 of the file",
        max_length=64,
        unique=True,
        editable=False,
        validators=[RegexValidator(r"^[0-9a-f]{64}$")],
    )
    width = models.PositiveIntegerField(editable=False, help_text="Pixels, upright.")
    height = models.PositiveIntegerField(editable=False, help_text="Pixels, upright.")
    format = models.CharField(max_length=8, editable=False)
    byte_size = models.PositiveBigIntegerField(editable=False)
    dominant_colour = models.CharField(
        max_length=7, default="#808080", editable=False, validators=[RegexValidator(r"^#[0-9a-f]{6}$")]
    )
    perceptual_hash = models.BigIntegerField(null=True, editable=False)
    taken_at = models.DateTimeField(null=True, blank=True)
    uploaded_at = models.DateTimeField(default=timezone.now, db_index=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    words = WordsField(of=("title", "description"))

    objects = ImageQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-uploaded_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(width__gte=1, height__gte=1), name="image_has_pixels"),
            models.CheckConstraint(condition=Exact(Length("content_hash"), 64), name="image_content_hash_is_sha256"),
        ]
        indexes: ClassVar = [
            # Pages are found on these alone; SQLite looks into each row for what it needs and they lack.
            models.Index(
                fields=["-uploaded_at", "-id", "published"], condition=Q(published=True), name="image_by_newest"
            ),
            models.Index(fields=["title", "id", "published"], condition=Q(published=True), name="image_by_title"),
            # Drafts included: for programs that ask what changed since they asked last.
            models.Index(fields=["updated_at", "id", "published"], name="image_by_change"),
        ]
        permissions: ClassVar = [("publish_image", "Can show images to visitors and take them away")]

    def __str__(self) -> str:
        return self.title

    def save(self, **options: object) -> None:
        self.slug = slugify(self.title, allow_unicode=True)[:80].strip("-") or "image"
        named = options.get("update_fields")
        if isinstance(named, Iterable) and not TOLD_OF_AN_IMAGE.isdisjoint(named):
            options["update_fields"] = {*named, "updated_at"}
        super().save(**options)

    def delete(self, *options: Any, **named: Any) -> tuple[int, dict[str, int]]:
        """Delete the image and all that goes with it, in turn with whoever else deletes images."""
        with deletion_of(Image.objects.filter(pk=self.pk)):
            return super().delete(*options, **named)

    delete.alters_data = True  # type: ignore[attr-defined]

    def get_absolute_url(self) -> str:
        return reverse("gallery:image", args=[self.pk, self.slug])

    @property
    def alt(self) -> str:
        """The alternative text, or the title where nobody has written one yet."""
        return self.alt_text or self.title

    def rendition_url(self, at_least: int) -> str:
        """Return the address of the smallest rendition at least so many pixels wide, or of the widest."""
        return renditions.url(self.content_hash, renditions.width_for(self.width, at_least))

    @property
    def srcset(self) -> str:
        """Every rendition with its width, as the attribute of that name wants it."""
        widths = renditions.widths_for(self.width)
        return ", ".join(f"{renditions.url(self.content_hash, width)} {width}w" for width in widths)


class Recommendation(models.Model):
    """One row of an image's list: rank 1 is the most similar. Written by a run, never by hand."""

    # The unique constraints begin with one of them each: indexes of their own would only be more to write.
    image = models.ForeignKey(Image, cascade, related_name="recommendations", db_index=False)
    recommended = models.ForeignKey(Image, cascade, related_name="recommended_by", db_index=False)
    rank = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    similarity = models.FloatField(help_text="Cosine of the two embeddings, from -1 to 1.")

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["image", "rank"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["image", "rank"], name="recommendation_rank_once"),
            models.UniqueConstraint(fields=["recommended", "image"], name="recommendation_image_once"),
            models.CheckConstraint(condition=~Q(image=F("recommended")), name="recommendation_not_itself"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="recommendation_rank_from_one"),
            models.CheckConstraint(
                condition=Q(similarity__gte=-1, similarity__lte=1), name="recommendation_similarity_is_cosine"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.recommended} ({self.similarity:.3f})"


class ImportedList(models.Model):
    """A mark: what this image recommends was computed elsewhere, and imported. The next run replaces the list.

    Its similarities are another model's, so this catalogue's words for them do not apply.
    """

    image = models.OneToOneField(Image, cascade, primary_key=True, related_name="imported_list")
    source = models.CharField(max_length=520, help_text="The files that the list came from.")
    imported_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"imported from {self.source} on {timezone.localtime(self.imported_at):%Y-%m-%d %H:%M}"


class NearDuplicate(Recommendation):
    """A row as curators see it who look for one picture that is there twice; see `admin.near_duplicates`."""

    class Meta:
        proxy = True
        ordering: ClassVar = ["-similarity", "image_id", "recommended_id"]
        verbose_name = "pair that is nearly the same"
        verbose_name_plural = "nearly the same"


class CuratedPair(models.Model):
    """A curator's decision on two images. It outlives every run and is applied when lists are read."""

    class Kind(models.TextChoices):
        PIN = "pin", "always recommend, first"
        HIDE = "hide", "never recommend"

    image = models.ForeignKey(Image, models.CASCADE, related_name="decisions")
    other = models.ForeignKey(Image, models.CASCADE, related_name="decisions_from_others")
    kind = models.CharField(max_length=4, choices=Kind)
    both_ways = models.BooleanField(default=True, help_text="Holds on the other image's page as well.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    decided_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CuratedPairQuerySet.as_manager()

    class Meta:
        verbose_name = "decision"
        ordering: ClassVar = ["-decided_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["image", "other"], name="curated_pair_once"),
            models.CheckConstraint(condition=~Q(image=F("other")), name="curated_pair_not_itself"),
            models.CheckConstraint(condition=Q(kind__in=["pin", "hide"]), name="curated_pair_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.image}: {self.get_kind_display()} {self.other}"


class PairVerdict(models.Model):
    """Whether two images are the same picture, as a curator says. It outlives every run; see `folding`."""

    class Verdict(models.TextChoices):
        SAME = "same", "the same picture"
        DIFFERENT = "different", "not the same"

    first = models.ForeignKey(Image, models.CASCADE, related_name="+", help_text="The image with the lower number.")
    second = models.ForeignKey(Image, models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=9, choices=Verdict)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)

    objects = PairVerdictQuerySet.as_manager()

    class Meta:
        verbose_name = "verdict"
        default_permissions = ()  # who may change decisions may give verdicts
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="pair_verdict_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_verdict_in_order"),
            models.CheckConstraint(condition=Q(verdict__in=["same", "different"]), name="pair_verdict_known"),
        ]

    def __str__(self) -> str:
        return f"{self.first} and {self.second}: {self.get_verdict_display()}"


class PairEvent(models.Model):
    """What somebody decided on two images, or took back, and when. Rows are added and never changed."""

    class What(models.TextChoices):
        PIN = "pin", "always recommend"
        PIN_BOTH = "pin_both", "always recommend, both ways"
        HIDE = "hide", "never recommend"
        HIDE_BOTH = "hide_both", "never recommend, both ways"
        UNDO = "undo", "decision taken back"
        SAME = "same", "the same picture"
        DIFFERENT = "different", "not the same"
        UNJUDGE = "unjudge", "verdict taken back"
        LEAVE = "leave", "left as it is, in spite of doubts"
        UNLEAVE = "unleave", "doubts taken up again"

    image = models.ForeignKey(Image, models.CASCADE, related_name="+", verbose_name="on the page of")
    other = models.ForeignKey(Image, models.CASCADE, related_name="+", verbose_name="about")
    what = models.CharField("decided", max_length=9, choices=What)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    name = models.CharField("who", max_length=150, blank=True, help_text="Stays when the login goes.")
    decided_at = models.DateTimeField("when", default=timezone.now)

    objects = PairEventQuerySet.as_manager()

    class Meta:
        verbose_name = "entry in the history of decisions"
        verbose_name_plural = "history of decisions"
        default_permissions = ("view",)
        ordering: ClassVar = ["-decided_at", "-id"]

    def __str__(self) -> str:
        return f"{self.image}, {self.other}: {self.get_what_display()}"


class Publication(models.Model):
    """What the last run put before visitors: how long lists are and what a similarity means. One row at most."""

    shown = models.PositiveSmallIntegerField(
        help_text="Recommendations shown per image; stored ones beyond are spares."
    )
    alike_from = models.FloatField(null=True, help_text="Lowest similarity called alike; empty: too few images to say.")
    very_alike_from = models.FloatField(null=True)
    nearly_same_from = models.FloatField(null=True)
    only_alike = models.BooleanField(default=False, help_text="Lists end where nothing more is alike.")
    fingerprint = models.CharField(max_length=64, help_text="The model whose vectors were compared.")
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="publication_single_row")]

    def __str__(self) -> str:
        return f"{self.shown} per image since {self.published_at:%Y-%m-%d %H:%M}"
