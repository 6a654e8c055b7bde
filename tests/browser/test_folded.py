"""What is folded into an entry opens by keyboard, without a script, and leads on."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gallery.models import Image, Publication


def test_folded_images_open_by_keyboard_and_lead_to_their_pages(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    Publication.objects.update(nearly_same_from=0.8)
    page.goto(live_server.url + catalogue[0].get_absolute_url())
    folded = page.get_by_role("link", name=catalogue[2].title)
    expect(folded).to_be_hidden()
    page.locator(".kin__why").focus()
    page.keyboard.press("Tab")
    expect(page.locator("summary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(folded).to_be_visible()
    page.keyboard.press("Tab")
    expect(folded).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(catalogue[2].title)


def test_folded_images_open_without_a_script_and_fit_a_phone(
    browser: Browser, live_server: LiveServer, catalogue: list[Image]
) -> None:
    Publication.objects.update(nearly_same_from=0.8)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 667})
    page = context.new_page()
    page.goto(live_server.url + catalogue[0].get_absolute_url())
    page.get_by_text("and 3 nearly the same").click()
    pictures = page.locator(".folded__picture")
    expect(pictures).to_have_count(3)
    boxes = [picture.bounding_box() for picture in pictures.all()]
    assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= 375 for box in boxes)
    context.close()
