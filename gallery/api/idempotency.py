"""The same request twice is done once: the second time, the first answer is given again."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from gallery.api.models import KeptAnswer, Token
from gallery.api.problems import Problem

HEADER = "Idempotency-Key"
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
FORM = "multipart/form-data"
KEY = re.compile(r"[\x21-\x7e]{1,255}")
KEPT_FOR = timedelta(hours=24)
AT_WORK_FOR = timedelta(minutes=10)
"""Longer than any operation: a request that is still at work then has died with its process, and may be done anew."""

NOT_ABOUT_THE_REQUEST = {401, 403, 412, 429}
"""What was not done for a reason that lies elsewhere and may be gone tomorrow; nor is a fault of ours kept."""

ATTEMPTS = 3

Answer = Callable[[], HttpResponseBase]


def once(request: HttpRequest, token: Token | None, now: datetime, answer: Answer) -> HttpResponseBase:
    """Return what `answer` says, or what it said when the same token sent the same request under the same key."""
    key = request.headers.get(HEADER)
    if key is None or token is None or request.method not in UNSAFE:
        return answer()
    if not KEY.fullmatch(key):
        detail = (
            f"{HEADER} must have 1 to 255 visible ASCII characters, such as a UUID; this one has others or too many."
        )
        raise Problem(400, "Key not accepted", detail)
    kept = claim(token, key, hash_of(request), now)
    return replayed(kept) if kept.status else keep(kept, answer())


def claim(token: Token, key: str, request_hash: str, now: datetime) -> KeptAnswer:
    """Return a row to keep the answer in, or the one that has it; raise a problem where the key cannot be used."""
    KeptAnswer.objects.filter(token=token, key=key, began_at__lte=now - KEPT_FOR).delete()
    for _ in range(ATTEMPTS):
        try:
            with transaction.atomic():
                return KeptAnswer.objects.create(token=token, key=key, request_hash=request_hash, began_at=now)
        except IntegrityError:
            kept = KeptAnswer.objects.filter(token=token, key=key).first()
        if kept is not None:
            return checked(kept, request_hash, now)
    raise at_work()  # as often as we look, another such request begins and leaves nothing to keep


def checked(kept: KeptAnswer, request_hash: str, now: datetime) -> KeptAnswer:
    """Return what is kept under a key if it is the same request and not at work."""
    if kept.request_hash != request_hash:
        detail = f"This {HEADER} came with another request before. Take a new key for a new request."
        raise Problem(422, "Key used for another request", detail)
    if kept.status is None and not taken_over(kept, now):
        raise at_work()
    return kept


def taken_over(kept: KeptAnswer, now: datetime) -> bool:
    """Return whether a request is ours now, because the process that was at work on it has died."""
    if now - kept.began_at < AT_WORK_FOR:
        return False
    ours = KeptAnswer.objects.filter(pk=kept.pk, began_at=kept.began_at, status=None).update(began_at=now)
    kept.began_at = now
    return bool(ours)


def keep(kept: KeptAnswer, response: HttpResponseBase) -> HttpResponseBase:
    """Keep an answer for the next time, unless it says nothing about the request; return it."""
    own = KeptAnswer.objects.filter(pk=kept.pk, began_at=kept.began_at, status=None)
    final = response.status_code < 500 and response.status_code not in NOT_ABOUT_THE_REQUEST
    if final and isinstance(response, HttpResponse):
        own.update(status=response.status_code, headers=dict(response.headers), content=response.content)
    else:
        own.delete()
    return response


def replayed(kept: KeptAnswer) -> HttpResponse:
    """Return an answer that was kept, marked as such."""
    response = HttpResponse(bytes(kept.content), status=kept.status, headers=kept.headers)
    response.headers["Idempotent-Replayed"] = "true"
    return response


def at_work() -> Problem:
    """Return what is said while the same request is at work."""
    detail = "The same request is at work. Wait a moment, then send it again to get its answer."
    return Problem(409, "Still at work", detail, headers={"Retry-After": "1"})


def hash_of(request: HttpRequest) -> str:
    """Return what tells requests apart. Forms count by what they hold: their boundary is another one each time."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()} {request.content_type}\n".encode())
    if request.content_type != FORM or request.method == "DELETE":
        digest.update(request.body)
        return digest.hexdigest()
    for field, values in sorted(request.POST.lists()):
        digest.update(json.dumps([field, values]).encode())
    for field, files in sorted(request.FILES.lists()):
        for file in files:
            content = hashlib.sha256()
            for chunk in file.chunks():
                content.update(chunk)
            file.seek(0)
            digest.update(json.dumps([field, file.name, content.hexdigest()]).encode())
    return digest.hexdigest()
