"""Who has a second factor, and whether a code is right. django-otp keeps the keys, counts, and slows guessing down."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import Any

import django_otp
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

RECOVERY_CODES = 10
NAME = "app"


def has_second_factor(user: User) -> bool:
    """Return whether somebody has set up an app."""
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def begun(user: User) -> Any:
    """Return the app that somebody is setting up."""
    return TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": NAME})[0]


def finish(user: User, code: str) -> Any:
    """Take the app that somebody is setting up for theirs if it shows this code; return it, or None."""
    device = begun(user)
    with transaction.atomic():
        if not django_otp.verify_token(user, device.persistent_id, plain(code)):
            return None
        TOTPDevice.objects.filter(user=user, confirmed=True).delete()
        TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
    return TOTPDevice.objects.get(pk=device.pk)


def new_recovery_codes(user: User) -> list[str]:
    """Return new codes for whoever loses their phone; only their marks are kept, and older ones are void."""
    codes = [f"{secrets.token_hex(3)}-{secrets.token_hex(3)}" for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user=user, name=NAME, confirmed=True)
        StaticToken.objects.bulk_create([StaticToken(device=device, token=mark(plain(code))) for code in codes])
    return codes


def accepted(user: User, code: str) -> Any:
    """Return the device that a code is right for, or None; a code is right once."""
    said = plain(code)
    kind, token = (TOTPDevice, said) if re.fullmatch(r"[0-9]{6}", said) else (StaticDevice, mark(said))
    device = kind.objects.filter(user=user, confirmed=True).first()
    return django_otp.verify_token(user, device.persistent_id, token) if device else None


def seconds_to_wait(user: User) -> int:
    """Return how long no code of somebody is looked at, because the last ones were wrong."""
    devices = [*TOTPDevice.objects.filter(user=user), *StaticDevice.objects.filter(user=user)]
    waits = [device.verify_is_allowed() for device in devices]
    now = [said["locked_until"] for allowed, said in waits if not allowed]
    return max((int((until - timezone.now()).total_seconds()) + 1 for until in now), default=0)


def forget(user: User) -> int:
    """Take somebody's second factor away; return whether they had one."""
    had = has_second_factor(user)
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    return int(had)


def plain(code: str) -> str:
    """Return a code as it is compared: without blanks and dashes, in small letters."""
    return re.sub(r"[\s-]", "", code).lower()[:64]


def mark(code: str) -> str:
    """Return what is kept of a recovery code."""
    return hmac.new(settings.SECRET_KEY.encode(), code.encode(errors="replace"), hashlib.sha256).hexdigest()[:16]
