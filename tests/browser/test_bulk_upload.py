"""Many files at the desk: chosen or dropped, sent a few at a time, with a verdict on each."""

from __future__ import annotations

import base64

from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gallery.models import Image, Tag
from tests.browser.uploading import Turnstile, broken, choose, open_uploads, picture, pictures, states
from tests.factories import picture_bytes, upload_image
from tests.gallery.desk import change

DROP = """
([name, content]) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const file = (name) => ({ isFile: true, name, file: (resolve) => resolve(new File([bytes], name)) });
  const reader = (entries) => ({ readEntries: (resolve) => resolve(entries.splice(0, 2)) }); // never all at once
  const folder = (name, ...entries) => ({ name, createReader: () => reader(entries) });
  const hidden = [file(".DS_Store"), folder("__MACOSX", file("no.png"))];
  const tree = folder("holiday", ...hidden, folder("sea", file(name)));
  DataTransferItem.prototype.webkitGetAsEntry = () => tree;
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File(["x"], "holiday"));
  for (const type of ["dragenter", "dragover", "drop"]) {
    document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
  }
}
"""
WOULD_ASK = """
() => {
  const event = new Event("beforeunload", { cancelable: true });
  return !window.dispatchEvent(event);
}
"""


def test_twelve_files_at_once_get_a_verdict_each(desk: Page, live_server: LiveServer) -> None:
    known = upload_image(title="Known", colour="gold")
    open_uploads(desk, live_server)
    desk.get_by_label("Tags").fill("sea, dawn")
    choose(desk, *pictures(10), broken("broken.png"), picture("again.png", colour="gold"))
    totals = "10 of 12 in the catalogue, 1 already there, 1 refused"
    expect(desk.locator("[data-totals]")).to_have_text(totals)
    expect(desk.get_by_role("status")).to_have_text(totals)
    assert states(desk) == ["imported"] * 10 + ["refused", "duplicate"]
    said = desk.locator("[data-list] [data-said]").all_inner_texts()
    assert said[9:] == [
        "In the catalogue.",
        "Refused: not a picture in an accepted format (JPEG, PNG, WEBP, GIF, AVIF).",
        f"Already in the catalogue as #{known.pk}, “Known”.",
    ]
    new = Image.objects.exclude(pk=known.pk)
    assert [sorted(image.tags.values_list("name", flat=True)) for image in new] == [["dawn", "sea"]] * 10


def test_a_row_shows_the_picture_and_leads_to_its_page(desk: Page, live_server: LiveServer) -> None:
    open_uploads(desk, live_server)
    choose(desk, *pictures(1))
    link = desk.get_by_role("link", name="plum.png")
    expect(link).to_be_visible()
    expect(link).to_have_attribute("href", change(Image.objects.get()))
    expect(desk.locator(".upload__picture img")).not_to_have_js_property("naturalWidth", 0)


def test_at_most_three_files_are_on_their_way_and_leaving_is_asked_about(desk: Page, live_server: LiveServer) -> None:
    server = Turnstile(desk)
    open_uploads(desk, live_server)
    assert desk.evaluate(WOULD_ASK) is False
    choose(desk, *pictures(5))
    expect(desk.locator('[data-state="sending"]')).to_have_count(3)
    desk.wait_for_timeout(200)
    assert (len(server.held), desk.evaluate(WOULD_ASK)) == (3, True)
    for done in range(1, 6):
        server.let_in()
        expect(desk.locator('[data-state="imported"]')).to_have_count(done)
        assert desk.evaluate(WOULD_ASK) is (done < 5)


def test_what_waits_can_be_stopped_and_sent_later(desk: Page, live_server: LiveServer) -> None:
    server = Turnstile(desk)
    open_uploads(desk, live_server)
    choose(desk, *pictures(5))
    expect(desk.locator('[data-state="sending"]')).to_have_count(3)
    desk.get_by_role("button", name="Stop").click()
    assert states(desk) == ["sending"] * 3 + ["failed"] * 2
    expect(desk.get_by_text("Stopped before it was sent.")).to_have_count(2)
    desk.get_by_role("button", name="Try the failed again").click()
    for _ in range(5):
        server.let_in()
    expect(desk.locator("[data-totals]")).to_have_text("5 of 5 in the catalogue")


def test_a_folder_dropped_on_the_page_gives_its_files_but_no_hidden_ones(desk: Page, live_server: LiveServer) -> None:
    open_uploads(desk, live_server)
    content = base64.b64encode(picture_bytes(colour="plum")).decode()
    desk.evaluate(DROP, ["boat.png", content])
    expect(desk.locator("[data-totals]")).to_have_text("1 of 1 in the catalogue")
    assert Image.objects.get().original_name == "boat.png"


def test_the_list_can_be_narrowed_to_what_was_refused(desk: Page, live_server: LiveServer) -> None:
    open_uploads(desk, live_server)
    choose(desk, *pictures(2), broken("broken.png"))
    expect(desk.locator("[data-totals]")).to_have_text("2 of 3 in the catalogue, 1 refused")
    expect(desk.get_by_role("button", name="Failed")).to_be_hidden()
    desk.get_by_role("button", name="Refused 1").click()
    expect(desk.locator("[data-list] > li:visible")).to_have_count(1)
    expect(desk.locator("[data-list] > li:visible [data-name]")).to_have_text("broken.png")
    desk.get_by_role("button", name="All 3").click()
    expect(desk.locator("[data-list] > li:visible")).to_have_count(3)


def test_a_batch_is_uploaded_with_the_keyboard_alone(desk: Page, live_server: LiveServer) -> None:
    open_uploads(desk, live_server)
    desk.get_by_label("Tags").focus()
    with desk.expect_file_chooser() as chooser:  # from here on, because to begin with it takes a moment
        desk.keyboard.type("sea")
        desk.keyboard.press("Tab")
        desk.keyboard.press("Space")  # not published
        desk.keyboard.press("Tab")
        expect(desk.locator("#id_file")).to_be_focused()
        assert desk.evaluate("getComputedStyle(document.querySelector('label[for=id_file]')).outlineStyle") == "solid"
        desk.keyboard.press("Enter")
    chooser.value.set_files([*pictures(1), broken("broken.png")])
    expect(desk.get_by_role("status")).to_have_text("1 of 2 in the catalogue, 1 refused")
    for _ in range(4):  # the folder's button, then the filters: all, in the catalogue, refused
        desk.keyboard.press("Tab")
    expect(desk.get_by_role("button", name="Refused 1")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-list] > li:visible")).to_have_count(1)
    image = Image.objects.get()
    assert (image.published, image.tags.get().name) == (False, "sea")


def test_without_a_script_the_form_itself_takes_many_files(
    browser: Browser, desk: Page, live_server: LiveServer
) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(desk.context.cookies())  # type: ignore[arg-type]
    plain = context.new_page()
    open_uploads(plain, live_server)
    expect(plain.locator("#id_folder, [data-filter]").locator("visible=true")).to_have_count(0)
    choose(plain, *pictures(2), broken("broken.png"))
    plain.get_by_role("button", name="Upload").click()
    heading = plain.get_by_role("heading", name="2 imported, 0 already in the catalogue, 1 refused.")
    expect(heading).to_be_visible()
    expect(plain.locator("[data-list] > li")).to_have_count(3)
    expect(plain.get_by_role("button", name="Try")).to_have_count(0)
    context.close()


def test_known_tags_are_offered_for_the_last_of_several_words(desk: Page, live_server: LiveServer) -> None:
    Tag.objects.named(["dawn", "sea"])
    open_uploads(desk, live_server)
    desk.get_by_label("Tags").press_sequentially("boats, d")
    offered = desk.locator("#known-tags option").evaluate_all("options => options.map((option) => option.value)")
    assert offered == ["boats, dawn", "boats, sea"]
