"""The catalogue's words as a sheet on the desk: download it, upload it, look at what would change, confirm."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import pluralize
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from gallery.admin.rights import may_publish
from gallery.models import Image
from gallery.sheet import applying, differences, writing
from gallery.sheet.applying import Stale
from gallery.sheet.columns import HEADINGS
from gallery.sheet.differences import Change, Differences, Rights
from gallery.sheet.reading import NotASheet

MAX_BYTES = 20 * 1024**2
MAX_CONFIRMED = 2_000_000
"""Characters of changes that a page can hold and send back; the desk takes no form above 2.5 MB."""

SECONDS_TO_CONFIRM = 24 * 60 * 60
IMAGES_SHOWN = 300


class SheetForm(forms.Form):
    """A sheet to look through."""

    file = forms.FileField(label="CSV file", widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}))

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is None or file.size > MAX_BYTES:
            raise forms.ValidationError(f"A sheet may have at most {MAX_BYTES // 1024**2} MiB, this one has more.")
        return file


class PagesOfSheets(admin.ModelAdmin[Image]):
    """The two addresses: one gives the sheet of the list as it is filtered, one takes a sheet."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("metadata.csv", view(self.sheet), name="gallery_image_sheet"),
            path("metadata/", view(self.take_sheet), name="gallery_image_take_sheet"),
            *super().get_urls(),
        ]

    def sheet(self, request: HttpRequest) -> HttpResponseBase:
        """Send the sheet of the images that the list shows with the same parameters."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            images = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            return redirect("admin:gallery_image_changelist")
        return sent(images)

    def take_sheet(self, request: HttpRequest) -> HttpResponseBase:
        """Ask for a sheet; show what it would change; change it once that is confirmed."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if "changes" in request.POST:
            return self.confirmed(request)
        form = SheetForm(request.POST or None, request.FILES or None)
        if not form.is_valid():
            return self.page(request, form=form)
        try:
            found = differences.compare(form.cleaned_data["file"].read(), rights=rights_of(request))
        except NotASheet as reason:
            form.add_error("file", str(reason))
            return self.page(request, form=form)
        return self.page(request, form=SheetForm(), found=found, problems=found.problems)

    def confirmed(self, request: HttpRequest) -> HttpResponseBase:
        """Make the changes that were shown to this very person, unless somebody else was quicker."""
        try:
            changes = unsealed(request)
        except signing.BadSignature:
            self.message_user(request, "This can no longer be confirmed; upload the file again.", messages.ERROR)
            return redirect("admin:gallery_image_take_sheet")
        try:
            images = applying.apply(changes)
        except Stale as stale:
            left = Differences(rows=len(changes), changes=stale.changes, problems=[])
            return self.page(request, form=SheetForm(), found=left, overtaken=stale.sentences)
        log(request, images, changes)
        what = f"{len(changes):,} cell{pluralize(len(changes))} of {len(images):,} image{pluralize(len(images))}"
        self.message_user(request, f"{what} changed.", messages.SUCCESS)
        return redirect("admin:gallery_image_changelist")

    def page(self, request: HttpRequest, *, found: Differences | None = None, **more: Any) -> TemplateResponse:
        """Show the page with its form, and the differences where there are some."""
        sealed_changes = "" if found is None or found.problems else sealed(request, found.changes)
        context = {
            **self.admin_site.each_context(request),
            "title": "Words from a sheet",
            "opts": self.opts,
            "headings": HEADINGS,
            "found": found,
            "shown": [] if found is None else image_by_image(found.changes),
            "more_images": max(0, found.images - IMAGES_SHOWN) if found else 0,
            "changes": sealed_changes,
            "too_many": len(sealed_changes) > MAX_CONFIRMED,
            **more,
        }
        return TemplateResponse(request, "gallery/desk/take_sheet.html", context)


@admin.action(description="Download their words (CSV)", permissions=["view"])
def export_sheet(desk: admin.ModelAdmin[Image], request: HttpRequest, images: QuerySet[Image]) -> StreamingHttpResponse:
    """Send the sheet of the chosen images."""
    return sent(images)


def sent(images: QuerySet[Image]) -> StreamingHttpResponse:
    """Return the sheet of some images as a file to keep."""
    name = f"images-{timezone.localdate()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(writing.lines(images), content_type="text/csv; charset=utf-8", headers=headers)


def rights_of(request: HttpRequest) -> Rights:
    """Return what a user may do besides changing words."""
    return Rights(publish=may_publish(request), make_tags=request.user.has_perm("gallery.add_tag"))


def salt(request: HttpRequest) -> str:
    """Return what makes a seal one person's own."""
    return f"gallery.admin.sheets.{request.user.pk}"


def sealed(request: HttpRequest, changes: list[Change]) -> str:
    """Return changes as text that only this person can send back, and nobody can alter."""
    rows = [[change.line, change.image_id, change.heading, change.old, change.new] for change in changes]
    return signing.dumps(rows, salt=salt(request), compress=True)


def unsealed(request: HttpRequest) -> list[Change]:
    """Return the changes that were sealed; raise BadSignature where they are somebody else's, altered, or too old."""
    rows = signing.loads(request.POST["changes"], salt=salt(request), max_age=SECONDS_TO_CONFIRM)
    names = ("line", "image_id", "heading", "old", "new")
    changes = [Change(**dict(zip(names, row, strict=True))) for row in rows]
    if not may_publish(request) and any(change.heading == "published" for change in changes):
        raise signing.BadSignature("the right to publish was taken away meanwhile")
    return changes


def image_by_image(changes: list[Change]) -> list[tuple[Image | None, list[Change]]]:
    """Return the first so many images with their changes, in the order of the sheet."""
    groups = [(pk, list(group)) for pk, group in groupby(changes, key=lambda change: change.image_id)][:IMAGES_SHOWN]
    images = Image.objects.in_bulk([pk for pk, _ in groups])
    return [(images.get(pk), group) for pk, group in groups]


def log(request: HttpRequest, images: list[Image], changes: list[Change]) -> None:
    """Note in each image's history what was changed by the sheet."""
    fields: dict[int, list[str]] = defaultdict(list)
    for change in changes:
        fields[change.image_id].append(change.heading)
    together: dict[tuple[str, ...], list[Image]] = defaultdict(list)
    for image in images:
        together[tuple(fields[image.pk])].append(image)
    for headings, some in together.items():
        LogEntry.objects.log_actions(request.user.pk, some, CHANGE, [{"changed": {"fields": headings}}])  # type: ignore[arg-type]
