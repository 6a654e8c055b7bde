"""The form behind an image: its words, and a file that passes the gate."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils.html import format_html

from gallery import uploads
from gallery.models import Image, Tag
from gallery.uploads import AlreadyInCatalogue, Refused, Upload

ACCEPT = ",".join(f"image/{extension.replace('jpg', 'jpeg')}" for extension in uploads.EXTENSIONS.values())

NOT_REPLACED = "Visitors see this image, so only somebody who may publish can replace its file."
LEFT_EMPTY = "What you leave empty is filled with what the file says of itself, for you to check."


class ImageForm(forms.ModelForm[Image]):
    """An image's words with its file: required for a new image, a replacement for an old one."""

    file = forms.FileField(
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        help_text=f"{uploads.ACCEPTED}. Visitors get copies without metadata only.",
    )
    may_add_tags = True
    may_replace = True

    class Meta:
        model = Image
        fields: ClassVar = ["title", "description", "alt_text", "tags", "published", "taken_at"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.from_file: list[str] = []
        self.is_new = self.instance.pk is None
        if self.is_new:
            self.fields["file"].required = True
            self.fields["file"].help_text += f" {LEFT_EMPTY}"
            if "title" in self.fields:
                self.fields["title"].required = False
                self.fields["title"].help_text = "If left empty: the file's own title, or one made of its name."
        else:
            self.fields["file"].label = "Replace the file"
            if not self.may_replace:
                self.fields["file"].disabled = True
                self.fields["file"].help_text = NOT_REPLACED

    def clean_file(self) -> Upload | None:
        """Return what the file holds, its copies stored; refuse it with one sentence."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if not file:
            return None
        try:
            upload = uploads.examine(file.read(uploads.MAX_BYTES + 1), file.name or "")
            uploads.refuse_duplicate(upload.content_hash, replacing=self.instance)
            uploads.store_files(upload)
        except Refused as refusal:
            raise ValidationError(f"{file.name}: {refusal}.") from refusal
        except AlreadyInCatalogue as known:
            address = reverse("admin:gallery_image_change", args=[known.image.pk])
            raise ValidationError(format_html('This file is <a href="{}">{}</a>.', address, known)) from known
        return upload

    def save(self, commit: bool = True) -> Image:  # noqa: FBT001, FBT002 - Django's signature
        """Set what the row says of the file, if one came, and save."""
        upload: Upload | None = self.cleaned_data.get("file")
        if upload is not None:
            if self.is_new:
                self.take_words(upload)
            uploads.describe(self.instance, upload)
            self.instance.title = self.instance.title or uploads.title_from(upload.name)
        return super().save(commit)

    def take_words(self, upload: Upload) -> None:
        """Take from the file what nobody wrote into the form, and remember what that was."""
        image, words = self.instance, upload.words
        for field, word in (("title", words.title), ("description", words.description)):
            if word and not getattr(image, field):
                setattr(image, field, word)
                self.from_file.append(field)
        if upload.taken_at and not image.taken_at:
            self.from_file.append("date")

    def has_words_of_the_file(self) -> bool:
        """Return whether the file gave more than a date, which cameras know best."""
        return any(part != "date" for part in self.from_file)

    def _save_m2m(self) -> None:
        """Save the tags: those given, or for a new image those of its file."""
        super()._save_m2m()  # type: ignore[misc]  # Django's hook for a form's tags, which its stubs leave out
        upload: Upload | None = self.cleaned_data.get("file")
        if upload is None or not self.is_new or self.cleaned_data.get("tags"):
            return
        keywords = upload.words.keywords
        tags = Tag.objects.named(keywords) if self.may_add_tags else Tag.objects.already_named(keywords)
        if tags:
            self.instance.tags.set(tags)
            self.from_file.append(f"{len(tags)} tag{pluralize(len(tags))}")
