"""A second factor at the desk: set up with an app, asked for at each login, and no way round it."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from tests.hardening.addresses import every_address
from tests.hardening.test_every_page import INLINE

ASK, SET_UP, DESK = "/admin/code/", "/admin/second-factor/", "/admin/"

NOW = 1_800_000_000.0

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def required(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ADMIN_TOTP = "required"
    monkeypatch.setattr("django_otp.plugins.otp_totp.models.time", SimpleNamespace(time=lambda: NOW))


@pytest.fixture
def anna() -> User:
    return User.objects.create_superuser("anna", password="boat")


def entered(user: User) -> Client:
    """Return a browser in which somebody has typed their password."""
    browser = Client()
    assert browser.post("/admin/login/", {"username": user.username, "password": "boat"}).status_code == 302
    return browser


def code(user: User, *, steps: int = 0) -> str:
    """Return what somebody's app shows, or will so many half minutes later: a code is right once."""
    device = TOTPDevice.objects.filter(user=user).latest("pk")
    totp = TOTP(device.bin_key)
    totp.time = NOW + 30 * steps
    return f"{totp.token():06}"


def set_up(user: User) -> tuple[Client, list[str]]:
    """Set up an app; return the browser, and the recovery codes that it showed."""
    browser = entered(user)
    browser.get(SET_UP)
    page = browser.post(SET_UP, {"code": code(user)}).content.decode()
    return browser, re.findall(r"<li><code>([0-9a-f-]+)</code>", page)


def stranger_to_the_first_code(user: User) -> Client:
    """Return a browser in which the password was right, and the throttling of earlier codes is over."""
    TOTPDevice.objects.update(throttling_failure_timestamp=None, throttling_failure_count=0)
    return entered(user)


def test_with_a_password_alone_nothing_of_the_desk_opens(anna: User) -> None:
    browser = entered(anna)
    closed = {address.name: address for address in every_address() if address.name.startswith("admin:")}
    for name in ("login", "logout", "jsi18n"):
        del closed[f"admin:{name}"]
    assert len(closed) > 40
    for address in closed.values():
        for response in (browser.get(address.opened()), browser.post(address.opened())):
            assert response["Location"].startswith(f"{SET_UP}?next="), address.route


def test_an_app_is_set_up_with_a_picture_or_a_key_and_lets_its_owner_in(anna: User) -> None:
    browser = entered(anna)
    page = browser.get(SET_UP).content.decode()
    key = TOTPDevice.objects.get().config_url.split("secret=")[1][:32]
    assert 'class="qr"' in page
    assert f'href="otpauth://totp/Kindred%3Aanna?secret={key}&amp;' in page
    assert " ".join(key[i : i + 4] for i in range(0, 32, 4)) in page
    assert browser.post(SET_UP, {"code": code(anna)}).status_code == 200
    assert browser.get(DESK).status_code == 200


def test_whoever_has_an_app_is_asked_for_a_code_at_each_login_and_led_where_they_wanted(anna: User) -> None:
    set_up(anna)
    browser = entered(anna)
    response = browser.get("/admin/gallery/tag/")
    assert response["Location"] == f"{ASK}?next=%2Fadmin%2Fgallery%2Ftag%2F"
    response = browser.post(response["Location"], {"code": code(anna, steps=1)})
    assert response["Location"] == "/admin/gallery/tag/"
    assert browser.get("/admin/gallery/tag/").status_code == 200


@pytest.mark.parametrize("wrong", ["", "000000", "0000000", "abcdef-abcdef", "x" * 5000, "a\0b", "١٢٣٤٥٦"])
def test_a_wrong_code_lets_nobody_in(anna: User, wrong: str) -> None:
    set_up(anna)
    browser = entered(anna)
    page = browser.post(ASK, {"code": wrong}).content.decode()
    assert "This code is not right, or was used already. Wait for the next one, then type that." in page
    assert browser.get(DESK)["Location"].startswith(ASK)


def test_a_code_is_right_once(anna: User) -> None:
    set_up(anna)
    assert entered(anna).post(ASK, {"code": code(anna)}).status_code == 200
    fresh = code(anna, steps=1)
    assert stranger_to_the_first_code(anna).post(ASK, {"code": fresh}).status_code == 302
    assert entered(anna).post(ASK, {"code": fresh}).status_code == 200


def test_a_code_lets_its_owner_in_and_nobody_else(anna: User) -> None:
    bert = User.objects.create_superuser("bert", password="boat")
    set_up(anna)
    set_up(bert)
    right = code(bert, steps=1)
    assert entered(anna).post(ASK, {"code": right}).status_code == 200
    assert entered(bert).post(ASK, {"code": right}).status_code == 302


def test_a_recovery_code_lets_in_once_and_only_its_mark_is_kept(anna: User) -> None:
    codes = set_up(anna)[1]
    assert (len(codes), len(set(codes))) == (10, 10)
    kept = set(StaticToken.objects.values_list("token", flat=True))
    assert not kept & {said.replace("-", "") for said in codes}
    assert entered(anna).post(ASK, {"code": codes[3].upper()}).status_code == 302
    assert entered(anna).post(ASK, {"code": codes[3]}).status_code == 200
    assert StaticToken.objects.count() == 9


def test_after_a_wrong_code_the_next_one_has_to_wait(anna: User) -> None:
    set_up(anna)
    browser = entered(anna)
    browser.post(ASK, {"code": "000000"})
    page = browser.post(ASK, {"code": code(anna, steps=1)}).content.decode()
    assert re.search(r"The last code was wrong, so none is looked at for \d s. Then type a fresh one.", page)


def test_wrong_codes_lock_the_login_s_code_and_a_right_password_does_not_open_it(anna: User) -> None:
    set_up(anna)
    answers = [stranger_to_the_first_code(anna).post(ASK, {"code": "000000"}).status_code for _ in range(5)]
    assert answers == [200] * 4 + [429]
    assert stranger_to_the_first_code(anna).post(ASK, {"code": code(anna, steps=1)}).status_code == 429


def test_setting_up_another_app_takes_the_code_of_the_first(anna: User) -> None:
    set_up(anna)
    browser = entered(anna)
    assert browser.get(SET_UP)["Location"] == ASK
    assert browser.post(SET_UP, {"off": "1"})["Location"] == ASK
    assert TOTPDevice.objects.filter(confirmed=True).count() == 1


def test_whoever_is_in_may_change_the_phone(anna: User) -> None:
    browser, old = set_up(anna)
    browser.get(SET_UP)
    page = browser.post(SET_UP, {"code": code(anna)}).content.decode()
    assert TOTPDevice.objects.filter(confirmed=True).count() == 1
    assert old[0] not in page
    assert entered(anna).post(ASK, {"code": old[0]}).status_code == 200


def test_nobody_does_without_where_the_site_wants_it_of_all(anna: User) -> None:
    browser, _ = set_up(anna)
    assert "Do without" not in browser.get(SET_UP).content.decode()
    browser.post(SET_UP, {"off": "1"})
    assert TOTPDevice.objects.filter(confirmed=True).exists()


def test_where_it_is_left_to_curators_a_password_is_enough_until_they_set_an_app_up(
    anna: User, settings: Settings
) -> None:
    settings.ADMIN_TOTP = "optional"
    assert f'href="{SET_UP}">Second factor</a>' in entered(anna).get(DESK).content.decode()
    browser, _ = set_up(anna)
    assert entered(anna).get(DESK)["Location"].startswith(ASK)
    browser.post(SET_UP, {"off": "1"})
    assert entered(anna).get(DESK).status_code == 200


def test_where_it_is_off_nothing_of_it_is_there(anna: User, settings: Settings) -> None:
    set_up(anna)
    settings.ADMIN_TOTP = "off"
    browser = entered(anna)
    assert [browser.get(path).status_code for path in (DESK, ASK, SET_UP)] == [200, 404, 404]
    assert "Second factor" not in browser.get(DESK).content.decode()


@pytest.mark.parametrize("path", [ASK, SET_UP])
def test_its_pages_are_private_and_strict_and_strangers_see_none(anna: User, path: str) -> None:
    assert Client().get(path)["Location"].startswith("/admin/login/")
    browser, _ = set_up(anna)
    response = (entered(anna) if path == ASK else browser).get(path)
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    assert INLINE.findall(response.content.decode()) == []
    assert Client(enforce_csrf_checks=True).post(path).status_code in {302, 403}


@pytest.mark.parametrize("address", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:0"])
def test_the_code_leads_to_no_other_site(anna: User, address: str) -> None:
    set_up(anna)
    response = entered(anna).post(f"{ASK}?next={address}", {"code": code(anna, steps=1)})
    assert response["Location"] == DESK


def test_the_desk_has_no_list_of_keys() -> None:
    assert not {model for model in admin.site._registry if model._meta.app_label.startswith("otp_")}


def test_an_operator_helps_whoever_lost_phone_and_codes(anna: User, capsys: pytest.CaptureFixture[str]) -> None:
    set_up(anna)
    call_command("reset_second_factor", "anna")
    call_command("reset_second_factor", "anna")
    said = "anna has no second factor any more.\nanna has no second factor, and had none.\n"
    assert capsys.readouterr().out == said
    assert entered(anna).get(DESK)["Location"].startswith(SET_UP)
    with pytest.raises(CommandError, match=r"The name must be that of a login, got 'nobody'\."):
        call_command("reset_second_factor", "nobody")


def test_programs_with_a_token_are_not_asked(anna: User) -> None:
    assert Client().get(reverse("api:docs")).status_code == 200
