"""The WSGI application that gunicorn serves; a wrong environment variable ends the start with one line."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from config.env import InvalidVariable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")

try:
    application = get_wsgi_application()
except InvalidVariable as error:
    raise SystemExit(str(error)) from None
