"""The form behind an image: its words, and a file that passes the gate."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils.html import format_html

from gallery import uploads
from gallery.models import Image
from gallery.uploads import AlreadyInCatalogue, Refused, Upload

ACCEPT = ",".join(f"image/{extension.replace('jpg', 'jpeg')}" for extension in uploads.EXTENSIONS.values())


class ImageForm(forms.ModelForm[Image]):
    """An image's words with its file: required for a new image, a replacement for an old one."""

    file = forms.FileField(
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        help_text=f"{uploads.ACCEPTED}. Visitors get copies without metadata only.",
    )

    class Meta:
        model = Image
        fields: ClassVar = ["title", "description", "alt_text", "tags", "published", "taken_at"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields["file"].required = True
            if "title" in self.fields:
                self.fields["title"].required = False
                self.fields["title"].help_text = "Made of the file's name if left empty."
        else:
            self.fields["file"].label = "Replace the file"

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
            uploads.describe(self.instance, upload)
            self.instance.title = self.instance.title or uploads.title_from(upload.name)
        return super().save(commit)
