"""Two pages: one asks for the code, the other sets an app up, and takes it away where the site lets curators choose."""

from __future__ import annotations

from base64 import b32encode
from typing import Any

import django_otp
import segno
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_login_failed
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods

from gallery.second_factor import devices
from gallery.second_factor.door import OFF, REQUIRED

WRONG = "This code is not right, or was used already. Wait for the next one, then type that."
TOO_SOON = "The last code was wrong, so none is looked at for {} s. Then type a fresh one."


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a code, and lead on to where somebody wanted to go."""
    user = whoever(request)
    if not devices.has_second_factor(user):
        return redirect("admin:index")
    wrong = ""
    if request.method == "POST":
        device, wrong = tried(request, lambda code: devices.accepted(user, code))
        if device:
            django_otp.login(request, device)
            return HttpResponseRedirect(way_on(request))
    return page(request, "ask", "One more code", wrong=wrong)


@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Show the key of a new app until it shows a right code; then show recovery codes, once."""
    user = whoever(request)
    has = devices.has_second_factor(user)
    if has and not request.user.is_verified():  # type: ignore[union-attr]  # OTPMiddleware's
        return redirect("second_factor:ask")
    if request.method == "POST" and "off" in request.POST and settings.ADMIN_TOTP != REQUIRED:
        devices.forget(user)
        return redirect("admin:index")
    wrong = ""
    if request.method == "POST":
        device, wrong = tried(request, lambda code: devices.finish(user, code))
        if device:
            django_otp.login(request, device)
            return page(request, "codes", "Recovery codes", codes=devices.new_recovery_codes(user))
    return page(request, "set_up", "Second factor", wrong=wrong, has=has, **shown(devices.begun(user)))


def whoever(request: HttpRequest) -> User:
    """Return who is asked, who is staff; nobody is where the site wants no second factor."""
    if settings.ADMIN_TOTP == OFF:
        raise Http404
    return User.objects.get(pk=request.user.pk or 0)


def tried(request: HttpRequest, judge: Any) -> tuple[Any, str]:
    """Return what a code is right for, or what is wrong. The login's limit counts wrong codes, apart from passwords."""
    user = whoever(request)
    counted = {"username": f"{user.get_username()}, code"}
    if not AxesProxyHandler.is_allowed(request, counted):
        request.axes_locked_out = True  # type: ignore[attr-defined]  # axes' middleware answers
        return None, ""
    if seconds := devices.seconds_to_wait(user):
        return None, TOO_SOON.format(seconds)
    device = judge(request.POST.get("code", ""))
    if not device:
        user_login_failed.send(sender=__name__, credentials=counted, request=request)
    return device, "" if device else WRONG


def page(request: HttpRequest, name: str, title: str, **more: Any) -> HttpResponse:
    """Return a page of these, without the desk's own ways, which are not open yet."""
    context = {
        "title": title,
        "site_header": "Kindred",
        "site_title": "Kindred",
        "required": settings.ADMIN_TOTP == REQUIRED,
        **more,
    }
    return render(request, f"gallery/desk/second_factor/{name}.html", context)


def shown(device: Any) -> dict[str, Any]:
    """Return what an app has to know: a picture to look at, an address to open, or the key to type."""
    key = b32encode(device.bin_key).decode()
    return {
        "picture": picture(device.config_url),
        "address": device.config_url,
        "key": " ".join(key[i : i + 4] for i in range(0, len(key), 4)),
    }


def picture(address: str) -> SafeString:
    """Return an address as a QR code, drawn without a style of its own."""
    drawn = segno.make(address, error="m").svg_inline(scale=1, border=4, omitsize=True, svgclass="qr", lineclass=None)
    return mark_safe(drawn)  # noqa: S308 - made of squares only


def way_on(request: HttpRequest) -> str:
    """Return where somebody wanted to go, if that is here, or the desk."""
    wanted = request.GET.get("next", "")
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if ours else reverse("admin:index")
