"""The recommender as programs ask it: runs, and what is like a picture that is not in the catalogue."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from ninja import File, Query, Router
from ninja.files import UploadedFile

from gallery.api.auth import allow, token
from gallery.api.pages import as_page, found_page
from gallery.api.problems import Problem, responses
from gallery.api.schemas import Page
from gallery.api.wanted import PageWanted
from recommender.api_schemas import NeighboursOut, NeighboursWanted, RunOut
from recommender.models import Run
from recommender.outside import answering

router = Router(tags=["Recommendations"])

SEE_RUNS = "recommender.view_run"


@router.get("runs", response=responses({200: Page[RunOut]}, problems=(404,)), auth=token("read"))
def list_runs(request: HttpRequest, wanted: Query[PageWanted]) -> Any:
    """List the runs of compute_recommendations, the latest first, for those who may see them at the desk."""
    allow(request, SEE_RUNS)
    return as_page(request, page := found_page(Paginator(Run.objects.all(), wanted.size), wanted.page), list(page))


@router.get("runs/latest", response=responses({200: RunOut}, problems=(404,)), auth=token("read"))
def read_latest_run(request: HttpRequest) -> Any:
    """Read the run that began last; `status` says whether it is at work, done or failed."""
    allow(request, SEE_RUNS)
    run = Run.objects.first()
    if run is None:
        raise Problem(404, "No run yet", "Nothing was compared yet. Start manage.py compute_recommendations.")
    return run


@router.post("similar", response=responses({200: NeighboursOut}, problems=(409, 413, 501)), auth=token("read"))
def find_similar(request: HttpRequest, file: File[UploadedFile], wanted: Query[NeighboursWanted]) -> Any:
    """Find the published images most like a picture that you send. Nothing of it is kept.

    It is held to the limits of every upload, and compared as a run would compare it: exactly, with the model of the
    catalogue. Curators' decisions do not apply to it, and images that are nearly the same stand each for itself. A site
    whose process cannot do so answers 501.
    """
    return answering.answer(request, file, wanted)
