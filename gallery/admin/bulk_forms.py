"""What comes with a batch of files: the files, and what all of them get."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from gallery import uploads
from gallery.admin.forms import ACCEPT
from gallery.models import Tag, tag_slug

LONGEST_TAG = 64


class FilesInput(forms.FileInput):
    """A choice of many files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Many files, each of which the gate judges by itself, empty ones too."""

    widget = FilesInput

    def clean(self, data: list[UploadedFile], initial: Any = None) -> list[UploadedFile]:
        """Return the files as they came; there must be one."""
        if not data:
            raise ValidationError("At least one file is required; choose some.")
        clean = super().clean
        return [clean(file, initial) for file in data]


class BatchForm(forms.Form):
    """A batch: tags for all, whether visitors see them, and the files."""

    tags = forms.CharField(
        required=False,
        help_text="For every file you add from now on, with commas between: harbour, dawn.",
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off", "list": "known-tags"}),
    )
    published = forms.BooleanField(required=False, initial=True, help_text="Visitors see published images only.")
    file = FilesField(
        allow_empty_file=True,
        widget=FilesInput(attrs={"accept": ACCEPT}),
        help_text=f"{uploads.ACCEPTED} each.",
    )
    size = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: AbstractBaseUser | AnonymousUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_add_tags = user.has_perm("gallery.add_tag")  # type: ignore[union-attr]
        if not user.has_perm("gallery.publish_image"):  # type: ignore[union-attr]
            del self.fields["published"]

    def clean_tags(self) -> tuple[str, ...]:
        """Return the tags' names; refuse one too long, or a new one of somebody who may not add tags."""
        named = [name for word in self.cleaned_data["tags"].split(",") if (name := uploads.clean_text(word))]
        for name in named:
            if len(name) > LONGEST_TAG:
                raise ValidationError(f"A tag may have at most {LONGEST_TAG} characters, “{name}” has {len(name)}.")
        if not self.may_add_tags:
            self.refuse_new(named)
        return tuple(named)

    def refuse_new(self, named: list[str]) -> None:
        """Refuse tags that nobody has added yet."""
        slugs = {tag_slug(name): name for name in named}
        known = set(Tag.objects.filter(slug__in=slugs).values_list("slug", flat=True))
        for slug, name in slugs.items():
            if slug not in known:
                raise ValidationError(f"There is no tag “{name}” yet, and you may not add tags; choose one there is.")

    def clean(self) -> dict[str, Any]:
        """Refuse a file of which not everything arrived, where the sender said how large it is."""
        size, files = self.cleaned_data.get("size"), self.cleaned_data.get("file", [])
        # Of a file too large the gate says that it is, however much of it arrived.
        if size is not None and size <= uploads.MAX_BYTES and len(files) == 1 and files[0].size != size:
            raise ValidationError(f"Only {files[0].size} of the file's {size} bytes arrived; send it again.")
        return self.cleaned_data
