"""Tests: the database of DATABASE_URL, files in a folder that goes away, quick password hashes."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path

from config.settings.base import *
from config.settings.base import DATABASES, STORAGES

SECRET_KEY = "only-for-tests"  # noqa: S105 - guards nothing
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
RECOMMENDER_WEIGHTS = "bundled"  # a test never asks the network for weights

AWS_STORAGE_BUCKET_NAME = ""  # tests that want a bucket make one
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="kindred-test-media-"))
atexit.register(shutil.rmtree, MEDIA_ROOT, ignore_errors=True)
for folder in ("originals", "renditions"):
    STORAGES[folder] = {
        "BACKEND": "gallery.storage.LocalStorage",
        "OPTIONS": {"location": MEDIA_ROOT / folder, "base_url": f"/media/{folder}/"},
    }
STORAGES["default"] = STORAGES["originals"]

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # In a file, as in life: several threads can open it, each with its own view of it.
    DATABASES["default"]["TEST"] = {"NAME": MEDIA_ROOT / "test.sqlite3"}

STATIC_ROOT = MEDIA_ROOT / "static"
STATIC_ROOT.mkdir()  # WhiteNoise warns of a folder that is missing

RECOMMENDER_WORK_FOLDER = MEDIA_ROOT / "work"
