"""Decisions as programs read and change them."""

from __future__ import annotations

from ninja import Router

router = Router(tags=["Decisions"])
