"""No page, of visitors or of the desk, needs what the security policy forbids."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gallery.models import Image, Tag
from tests.browser.conftest import watch
from tests.factories import decide
from tests.gallery.desk import LIST, UPLOAD, change
from tests.gallery.pairs import QUEUE, doubted, match

ALL = [model._meta for model in admin.site._registry]
LISTS = [reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist") for meta in ALL]
FORMS = [
    f"/admin/{page}/add/"
    for page in ("gallery/image", "gallery/tag", "gallery/curatedpair", "api/token", "auth/user", "auth/group")
]
OTHERS = [
    "/admin/",
    "/admin/gallery/",
    UPLOAD,
    "/admin/password_change/",
    "/admin/nowhere/",
    "/api/",
    "/",
    "/?q=nothing+has+this",
]
# The last one's event would be lost, were it still on its way when the page is left.
SETTLED = "() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)))"


def look_at(page: Page, address: str) -> None:
    page.goto(address, wait_until="networkidle")
    page.evaluate(SETTLED)


@pytest.mark.parametrize("paths", [LISTS, FORMS, OTHERS], ids=["lists", "forms", "others"])
def test_every_page_lives_under_the_policy(
    desk: Page, live_server: LiveServer, catalogue: list[Image], paths: list[str]
) -> None:
    decide(image=catalogue[0], other=catalogue[1], kind="pin")
    for path in paths:
        look_at(desk, live_server.url + path)


def test_the_pages_of_one_image_live_under_the_policy(
    desk: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    image = catalogue[0]
    pages = [change(image), change(image).replace("change", "history"), change(image).replace("change", "delete")]
    for path in (*pages, image.get_absolute_url(), f"{LIST}?uploaded_at__year=2020", f"{LIST}?_popup=1"):
        look_at(desk, live_server.url + path)


def test_the_pages_of_a_pair_live_under_the_policy(desk: Page, live_server: LiveServer, catalogue: list[Image]) -> None:
    match(catalogue[0], catalogue[1], [255, 0, 0, 0])
    doubted(catalogue[0], catalogue[1])
    for path in (f"/images/{catalogue[0].pk}/like/{catalogue[1].pk}/", f"{QUEUE}?queue=doubts"):
        look_at(desk, live_server.url + path)
        expect(desk.locator(".pair__veil, .queue__figure").first).to_be_visible()


def test_choosing_an_image_in_a_window_of_its_own_works_under_the_policy(
    desk: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    look_at(desk, live_server.url + "/admin/gallery/curatedpair/add/")
    with desk.expect_popup() as popup:
        desk.locator("#lookup_id_image").click()
    popup.value.wait_for_load_state("networkidle")
    popup.value.locator("#result_list tbody a").first.click()
    expect(desk.locator("#id_image")).not_to_have_value("")


def test_tags_are_moved_and_moments_chosen_under_the_policy(
    desk: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    look_at(desk, live_server.url + change(catalogue[0]))
    desk.locator("#id_tags_to option").first.click()
    desk.locator("#id_tags_remove, .selector-remove").first.click()
    expect(desk.locator("#id_tags_to option")).to_have_count(Tag.objects.count() - 1)
    desk.locator("#calendarlink0").click()
    expect(desk.locator("#calendarbox0")).to_be_visible()


def test_logging_in_and_out_works_under_the_policy(page: Page, live_server: LiveServer, admin_user: object) -> None:
    look_at(page, live_server.url + "/admin/login/?next=/admin/")
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password").fill("password")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_text("Logged out")).to_be_visible()


@pytest.mark.parametrize(
    "forbidden",
    [
        "document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">')",
        "document.body.insertAdjacentHTML('beforeend', '<p onclick=\"0\">')",
        "document.body.append(Object.assign(document.createElement('script'), { textContent: '0' }))",
        "document.body.append(Object.assign(new Image(), { src: 'https://elsewhere.example/a.png' }))",
    ],
)
def test_the_watch_sees_what_is_forbidden(browser: Browser, live_server: LiveServer, forbidden: str) -> None:
    context = browser.new_context()
    wrong, page = watch(context), context.new_page()
    look_at(page, live_server.url + "/admin/login/")
    assert wrong == []
    page.evaluate(f"() => {{ {forbidden}; }}")
    page.evaluate(SETTLED)
    context.close()
    assert len(wrong) > 0
