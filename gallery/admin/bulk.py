"""Many files at once at the desk: each in a request of its own where scripts run, all in one where they do not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.text import capfirst, get_text_list
from django.views.decorators.http import require_http_methods

from gallery import importing, uploads
from gallery.admin.bulk_forms import BatchForm
from gallery.importing import Batch, Candidate, ImportReport, Verdict
from gallery.models import Image, Tag

THUMBNAIL_PIXELS = 112  # 56 on the page, where screens have two to a side
MOST_SUGGESTIONS = 1000  # of tags, as the page carries them along
MOST_NAMED = 3  # images that a file looks like
ONE_AT_A_TIME = "A JSON answer is about one file; send each in a request of its own."


class UploadOfMany(admin.ModelAdmin[Image]):
    """The page that takes a batch of files and says of each what became of it."""

    def get_urls(self) -> list[URLPattern]:
        upload = path("upload/", self.admin_site.admin_view(self.upload), name="gallery_image_upload")
        return [upload, *super().get_urls()]

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def upload(self, request: HttpRequest) -> HttpResponse:
        """Show the page, or take files and answer with verdicts: as a page, or as JSON where that is asked for."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = BatchForm(*sent, user=request.user)
        if request.method == "POST" and request.get_preferred_type(["text/html", "application/json"]) != "text/html":
            return self.answer(request, form)
        report = ImportReport(verdicts=list(self.take_files(request, form)) if form.is_valid() else [])
        return self.batch_page(request, form, report)

    def answer(self, request: HttpRequest, form: BatchForm) -> JsonResponse:
        """Take one file and answer with its verdict; what is wrong with the request itself is said with status 400."""
        if not form.is_valid():
            first = next(iter(form.errors.values()))
            return JsonResponse({"reason": first[0]}, status=400)
        if len(form.cleaned_data["file"]) != 1:
            return JsonResponse({"reason": ONE_AT_A_TIME}, status=400)
        (verdict,) = self.take_files(request, form)
        return JsonResponse(described(verdict, linked=self.has_view_permission(request)))

    def batch_page(self, request: HttpRequest, form: BatchForm, report: ImportReport) -> TemplateResponse:
        """Return the page with the verdicts on what was sent without a script, if anything was."""
        linked = self.has_view_permission(request)
        context = {
            **self.admin_site.each_context(request),
            "title": "Upload images",
            "opts": self.opts,
            "form": form,
            "drafts_only": "published" not in form.fields,
            "known_tags": Tag.objects.values_list("name", flat=True)[:MOST_SUGGESTIONS],
            "max_bytes": uploads.MAX_BYTES,
            "report": report,
            "verdicts": [described(verdict, linked=linked) for verdict in report.verdicts],
        }
        return TemplateResponse(request, "gallery/desk/upload.html", context)

    def take_files(self, request: HttpRequest, form: BatchForm) -> Iterator[Verdict]:
        """Yield a verdict on every file of a form that is valid."""
        given = form.cleaned_data
        candidates = [
            Candidate(name=file.name or "", folders=(), read=partial(file.read, uploads.MAX_BYTES + 1))
            for file in given["file"]
        ]
        batch = Batch(common_tags=given["tags"], published=bool(given.get("published")), may_add_tags=form.may_add_tags)
        verdicts = importing.import_candidates(candidates, batch)
        return self.noted(request, verdicts)

    def noted(self, request: HttpRequest, verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
        """Note each new image in the desk's own log, as its form for one image does."""
        for verdict in verdicts:
            if verdict.image is not None and not verdict.duplicate:
                self.log_addition(request, verdict.image, [{"added": {}}])
            yield verdict


def described(verdict: Verdict, *, linked: bool) -> dict[str, Any]:
    """Return a verdict as scripts and templates read it; `said` is the sentence for a person."""
    word = "refused" if verdict.image is None else "duplicate" if verdict.duplicate else "imported"
    said = {
        "imported": "In the catalogue."
        if verdict.image and verdict.image.published
        else "In the catalogue, as a draft.",
        "duplicate": f"{capfirst(verdict.reason)}.",
        "refused": f"Refused: {verdict.reason}.",
    }
    return {
        "verdict": word,
        "name": verdict.name,
        "image": verdict.image and summary_of(verdict.image, linked=linked),
        "reason": verdict.reason,
        "warning": warning_on(verdict),
        "said": said[word],
    }


def warning_on(verdict: Verdict) -> str:
    """Return what a curator should know of a file that is in the catalogue, if anything."""
    if verdict.duplicate and verdict.image is not None and not verdict.image.published:
        return "Visitors do not see that image: it is a draft."
    named = [f"#{image.pk}, “{image.title}”" for image in verdict.looks_like[:MOST_NAMED]]
    return f"It looks almost like {get_text_list(named, 'and')}." if named else ""


def summary_of(image: Image, *, linked: bool) -> dict[str, Any]:
    """Return what a row shows of an image; its address only for those who may open it."""
    return {
        "id": image.pk,
        "url": reverse("admin:gallery_image_change", args=[image.pk]) if linked else "",
        "thumbnail": image.rendition_url(THUMBNAIL_PIXELS),
        "title": image.title,
        "published": image.published,
    }
