"""The recommender as programs ask it: runs, and what is like a picture."""

from __future__ import annotations

from ninja import Router

router = Router(tags=["Recommendations"])
