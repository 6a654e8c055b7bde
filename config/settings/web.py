"""What the web server and the site's settings both go by. Needs no Django settings, so gunicorn can read it first."""

from __future__ import annotations

from config.env import env

WEB_CONCURRENCY = env.whole_number("WEB_CONCURRENCY", default=1, minimum=1, maximum=64)
WEB_THREADS = env.whole_number("WEB_THREADS", default=8, minimum=1, maximum=64)
TRUSTED_PROXIES = env.whole_number("TRUSTED_PROXIES", default=0, minimum=0, maximum=10)
METRICS_TOKEN = env.secret(
    "METRICS_TOKEN", default="", min_length=20, accepted="a random text of at least 20 characters"
)
