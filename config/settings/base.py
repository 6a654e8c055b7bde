"""What every environment shares. Values come from typed environment readers, once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import django_stubs_ext
from csp.constants import NONE, SELF

from config.env import env
from config.settings.bucket import bucket_storages
from config.settings.login import *
from config.settings.web import *

django_stubs_ext.monkeypatch()  # lets Django's generic classes be written as such: ModelAdmin[Image], Paginator[Image]

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = BASE_DIR / "var"

DEBUG = False
ALLOWED_HOSTS: list[str] = []
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "gallery",
    "gallery.api",
    "recommender",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "csp",
]

MIDDLEWARE = [
    "config.request_ids.with_request_id",
    "config.measuring.measured",
    "config.compression.TextCompression",
    "config.languages.language",
    "django.middleware.security.SecurityMiddleware",
    "config.headers.ContentSecurityPolicy",
    "config.headers.permissions_policy",
    "config.headers.private_pages",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.nul.without_nul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "config.bodies.turn_away",
    "gallery.second_factor.door.second_factor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- database -------------------------------------------------------------------------------------------------------

SQLITE_OPTIONS = {
    # A transaction that reads before it writes must ask for the write lock at once: when a deferred one is refused the
    # upgrade, SQLite answers "database is locked" immediately, whatever the timeout.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}
POSTGRESQL_OPTIONS = {"connect_timeout": 5}


def connection(address_default: str) -> dict[str, Any]:
    """Return the connection that DATABASE_URL names, with the options its database wants."""
    parsed = env.database("DATABASE_URL", default=address_default)
    sqlite = parsed["ENGINE"].endswith("sqlite3")
    options = SQLITE_OPTIONS if sqlite else POSTGRESQL_OPTIONS
    persistent = {} if sqlite else {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    return {**parsed, **persistent, "OPTIONS": {**options, **parsed.get("OPTIONS", {})}}


DATABASES = {"default": connection(f"sqlite:///{VAR_DIR / 'kindred.sqlite3'}")}

# --- files ----------------------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = env.folder("MEDIA_ROOT", default=VAR_DIR / "media")
MEDIA_URL = "media/"

AWS_STORAGE_BUCKET_NAME = env.text("AWS_STORAGE_BUCKET_NAME", default="")


def local_storage(folder: str) -> dict[str, Any]:
    """Return a storage in a folder of MEDIA_ROOT. Only renditions have an address a visitor can open."""
    options = {"location": MEDIA_ROOT / folder, "base_url": f"/{MEDIA_URL}{folder}/"}
    return {"BACKEND": "gallery.storage.LocalStorage", "OPTIONS": options}


if AWS_STORAGE_BUCKET_NAME:
    originals, renditions = bucket_storages(AWS_STORAGE_BUCKET_NAME)
else:
    originals, renditions = local_storage("originals"), local_storage("renditions")

STORAGES = {
    "default": originals,  # whatever is saved without naming a storage stays private
    "originals": originals,
    "renditions": renditions,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# --- uploads --------------------------------------------------------------------------------------------------------

FILE_UPLOAD_HANDLERS = [
    "gallery.receiving.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
UPLOAD_MAX_MEGABYTES = env.whole_number("UPLOAD_MAX_MEGABYTES", default=20, minimum=1, maximum=200)
UPLOAD_MAX_MEGAPIXELS = env.whole_number("UPLOAD_MAX_MEGAPIXELS", default=50, minimum=1, maximum=170)
UPLOAD_MAX_SIDE = env.whole_number("UPLOAD_MAX_SIDE", default=16_383, minimum=1, maximum=16_383)
UPLOAD_MAX_SECONDS = env.whole_number("UPLOAD_MAX_SECONDS", default=60, minimum=1, maximum=600)

# --- the catalogue --------------------------------------------------------------------------------------------------

GALLERY_PAGE_SIZE = env.whole_number("GALLERY_PAGE_SIZE", default=24, minimum=1, maximum=200)
RECOMMENDATIONS_PER_IMAGE = env.whole_number("RECOMMENDATIONS_PER_IMAGE", default=8, minimum=1, maximum=100)
RECOMMENDATIONS_ONLY_ALIKE = env.flag("RECOMMENDATIONS_ONLY_ALIKE", default=False)
RECOMMENDATIONS_MATCHES = env.flag("RECOMMENDATIONS_MATCHES", default=False)
RECOMMENDER_WEIGHTS = env.text("RECOMMENDER_WEIGHTS", default="auto")
RECOMMENDER_WORK_FOLDER = env.folder("RECOMMENDER_WORK_FOLDER", default=VAR_DIR / "work")

# --- what a browser may do with a page ------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],  # and the bucket's, see config.headers
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
CSRF_COOKIE_HTTPONLY = True  # scripts take the token from the page's form
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # or there is one more cookie
DATA_UPLOAD_MAX_NUMBER_FILES = 200  # of a form sent without a script; with one, each request has a file

# --- programs -------------------------------------------------------------------------------------------------------

API_RATE_ANONYMOUS = env.whole_number("API_RATE_ANONYMOUS", default=60, minimum=1, maximum=1_000_000)
API_RATE_TOKEN = env.whole_number("API_RATE_TOKEN", default=600, minimum=1, maximum=1_000_000)
API_SIMILAR = env.flag("API_SIMILAR", default=False)  # it loads torch into the process that serves pages

# --- people and words -----------------------------------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LANGUAGE_CODE = "en"  # of the desk, the commands and the log
LANGUAGES = [("en", "English"), ("de", "German"), ("zh-hans", "Simplified Chinese")]  # of visitors' pages
GALLERY_LANGUAGE = env.one_of("GALLERY_LANGUAGE", default="en", accepted=[code for code, _ in LANGUAGES])
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 31_536_000
LANGUAGE_COOKIE_HTTPONLY = True
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
TIME_ZONE = env.time_zone("TIME_ZONE", default="UTC")
USE_TZ = True
