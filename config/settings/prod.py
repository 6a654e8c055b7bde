"""The public site: nothing is guessed, everything travels encrypted."""

from __future__ import annotations

from config.env import env
from config.logs import json_lines
from config.settings.base import *
from config.settings.base import STORAGES

SECRET_KEY = env.secret("SECRET_KEY", min_length=50, accepted="a random text of at least 50 characters")
ALLOWED_HOSTS = env.required_words("ALLOWED_HOSTS", accepted="the site's host names, with commas between")
CSRF_TRUSTED_ORIGINS = [f"https://{host.removeprefix('.')}" for host in ALLOWED_HOSTS if host != "*"]

STORAGES["staticfiles"] = {"BACKEND": "gallery.bundles.BundledStorage"}

# A host that ends TLS before us says so in this header; SECURE_SSL=0 is for a site behind no TLS at all.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL", default=True)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_SSL_REDIRECT
# A browser lets nobody but this very host set cookies of these names, and refuses them where nothing is encrypted.
PREFIX = "__Host-" if SECURE_SSL_REDIRECT else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME = (
    f"{PREFIX}{name}" for name in ("sessionid", "csrftoken", "language")
)
SECURE_HSTS_SECONDS = env.whole_number("SECURE_HSTS_SECONDS", default=31_536_000, minimum=0, maximum=63_072_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_HSTS_SECONDS > 0

# Whoever asks these asks from this machine or its network, and follows no redirect.
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$", "^metrics$"]

LOGGING = json_lines()
