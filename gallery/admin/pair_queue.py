"""The page that shows one pair after another, to be decided with one key each."""

from __future__ import annotations

from datetime import datetime
from operator import itemgetter
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date

from gallery import deciding
from gallery.admin.pairs import QUEUES, Key, Queue, left_on, pair_at, placed_on, queue_named, verdict_on
from gallery.admin.rights import may_decide
from gallery.models import PairEvent

What = PairEvent.What
ADDRESS = "admin:gallery_nearduplicate_queue"
CHOICES = (What.SAME, What.DIFFERENT, What.HIDE_BOTH, What.LEAVE)
NAMES = {"near": "Nearly the same", "hubs": "Recommended far too often", "doubts": "Doubted by visitors"}
GONE = "One of the two images was deleted meanwhile, so nothing was decided."
MEANWHILE = "Nothing was changed: {who} decided on this pair meanwhile ({what}, {when}). Look again, and decide anew."


class PairQueue(admin.ModelAdmin[Any]):
    """One pair after another, decided by button or key."""

    def get_urls(self) -> list[URLPattern]:
        address = path("queue/", self.admin_site.admin_view(self.queue), name="gallery_nearduplicate_queue")
        return [address, *super().get_urls()]

    def queue(self, request: HttpRequest) -> HttpResponse:
        """Show a pair of a queue, or take a decision on one and go on."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        name = request.GET.get("queue", "near")
        if name not in QUEUES:
            raise BadRequest(f"There are the queues {', '.join(QUEUES)}, got “{name[:60]}”.")
        if request.method == "POST":
            return self.take(request, name)
        queue, done = queue_named(name), Key.of(request.GET.get("done", ""))
        wanted = Key.of(request.GET.get("pair", "")) or (queue.behind(done) if done else None)
        key = queue.current(wanted)
        context = {
            **self.admin_site.each_context(request),
            **page_of(queue, key),
            "is_nav_sidebar_enabled": False,  # the pictures want the room
            "title": f"{NAMES[name]}, one after another",
            "names": NAMES,
            "opts": self.opts,
            "name": name,
            "done": pair_at(done) if done else None,
            "may_decide": may_decide(request),
        }
        return render(request, "gallery/desk/pair_queue.html", context)

    def take(self, request: HttpRequest, name: str) -> HttpResponse:
        """Take a decision on a pair, if it still is as it was shown, and go on to the next."""
        if not may_decide(request):
            raise PermissionDenied
        key, seen = Key.of(request.POST.get("pair", "")), request.POST.get("seen", "")
        choice = request.POST.get("decision", "")
        if (
            key is None
            or not (seen.isascii() and seen.isdigit() and len(seen) < 19)
            or choice not in (*CHOICES, "undo")
        ):
            raise BadRequest(f"A decision needs a pair, what was seen of it, and one of {', '.join(CHOICES)} and undo.")
        try:
            go_on = self.store(request, key, choice, int(seen))
        except deciding.ImageGone:
            self.message_user(request, GONE, messages.ERROR)
            return onward(name)
        except deciding.DecidedMeanwhile as meanwhile:
            self.message_user(request, told(meanwhile.event), messages.WARNING)
            return onward(name, pair=key)
        if go_on:
            return onward(name, done=key)
        return onward(name, pair=key)

    def store(self, request: HttpRequest, key: Key, choice: str, seen: int) -> bool:
        """Store a choice, or take back what was decided last and holds; return whether to go on to the next pair."""
        page, other, what = standing(key) if choice == "undo" else (key.image, key.other, What(choice))
        deciding.decide(request.user, page, other, what, seen=seen)
        return what in CHOICES


def standing(key: Key) -> tuple[int, int, PairEvent.What]:
    """Return how to take back what was decided last on a pair and holds: on whose page, about whom, and what."""
    holding = list[tuple[datetime, tuple[int, int, PairEvent.What]]]()
    if placed := placed_on(key):
        holding.append((placed.decided_at, (placed.image_id, placed.other_id, What.UNDO)))
    if verdict := verdict_on(key):
        holding.append((verdict.decided_at, (key.image, key.other, What.UNJUDGE)))
    if left := left_on(key):
        holding.append((left.decided_at, (key.image, key.other, What.UNLEAVE)))
    if not holding:
        return key.image, key.other, What.UNDO
    return max(holding, key=itemgetter(0))[1]


def page_of(queue: Queue, key: Key | None) -> dict[str, Any]:
    """Return what the page of a pair needs, and the pictures of the next, to be fetched ahead."""
    shown = pair_at(key) if key else None
    behind = queue.behind(key) if key else None
    return {
        "pair": shown,
        "queue": queue,
        "behind": behind,
        "before": queue.before(key) if key else None,
        "ahead": pair_at(behind) if behind else None,
    }


def onward(name: str, **keys: Key | None) -> HttpResponse:
    """Lead to a pair of a queue, or to the first that is open."""
    address = {"queue": name, **{word: str(key) for word, key in keys.items() if key}}
    return redirect(f"{reverse(ADDRESS)}?{urlencode(address)}")


def told(event: PairEvent | None) -> str:
    """Return who decided what while a pair was being looked at."""
    if event is None:
        return GONE
    when = format_date(timezone.localtime(event.decided_at), "j F, H:i")
    return MEANWHILE.format(who=event.name or "somebody", what=event.get_what_display(), when=when)
