"""The site's addresses, and two more: one that waits until it is let go, one that breaks with secrets in its mouth."""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path

from config import urls

handler400, handler500 = urls.handler400, urls.handler500


def held(request: HttpRequest, number: int) -> HttpResponse:
    """Say by a file that the request is here, and answer once another file lets it go."""
    folder = Path(os.environ["HELD_IN"])
    (folder / f"{number}.here").touch()
    while not (folder / "go").exists():
        time.sleep(0.01)
    return HttpResponse(f"{number}\n")


def talk(request: HttpRequest) -> HttpResponse:
    """Say in the log what should never be there, and break."""
    logging.getLogger("tests").warning("asked for %s with %s", request.path, dict(request.headers))
    raise RuntimeError(f"{settings.SECRET_KEY} {settings.DATABASES['default']} {os.environ['AWS_SECRET_ACCESS_KEY']}")


urlpatterns = [path("held/<int:number>/", held), path("talk/", talk), *urls.urlpatterns]
