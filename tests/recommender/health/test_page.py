"""The report as a page: one file, safe whatever a title says."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.core.management import call_command

from gallery import renditions, storage
from gallery.models import Image
from recommender import pipeline
from recommender.health.histograms import Histogram
from recommender.health.plots import drawing
from tests.factories import decide, upload_image
from tests.fake_model import FakeModel
from tests.recommender.catalogue import COLOURS, fill

pytestmark = pytest.mark.django_db

HISTOGRAM = Histogram(edges=(0.0, 0.5, 1.0), shares=(0.25, 0.75), by_chance=(0.5, 0.4))


class Reader(HTMLParser):
    """Collects elements with their attributes, and everything that a page would load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.addresses: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"meta", "img"}:
            self.open.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href", "srcset"}]
        self.words.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.words.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture
def images(model: FakeModel) -> list[Image]:
    """A dozen images with their lists: enough for words."""
    images = fill(count=len(COLOURS))
    pipeline.run_once(model, k=3)
    return images


def page(folder: Path) -> str:
    call_command("recommendation_report", "--html", str(folder / "report.html"), verbosity=0)
    return (folder / "report.html").read_text(encoding="utf-8")


def test_everything_the_page_shows_is_in_the_file(images: list[Image], tmp_path: Path) -> None:
    text = page(tmp_path)
    addresses = Reader(text).addresses
    assert len(addresses) > 12
    assert {address.split(",")[0] for address in addresses} == {"data:image/webp;base64"}
    assert re.findall(r"url\(|@import|https?:", text) == []


def test_every_element_is_closed_and_none_is_a_script(images: list[Image], tmp_path: Path) -> None:
    reader = Reader(page(tmp_path))
    assert (reader.open, "script" in reader.words, reader.words.count("svg")) == ([], False, 3)


def test_titles_are_text_and_never_markup(images: list[Image], tmp_path: Path) -> None:
    Image.objects.update(title="</figcaption><script>alert(1)</script>")
    text = page(tmp_path)
    assert "<script" not in text
    assert "&lt;/figcaption&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_the_page_forbids_itself_to_load_or_run_anything(images: list[Image], tmp_path: Path) -> None:
    assert "default-src 'none'; img-src data:; style-src 'unsafe-inline'" in page(tmp_path)


def test_the_same_catalogue_gives_the_same_page(images: list[Image], tmp_path: Path) -> None:
    assert page(tmp_path) == page(tmp_path)


def test_a_missing_small_copy_costs_its_picture_and_not_the_page(images: list[Image], tmp_path: Path) -> None:
    whole = page(tmp_path).count("no small copy")
    lost = images[0]
    storage.renditions().delete(renditions.name_for(lost.content_hash, lost.width))
    assert (whole, page(tmp_path).count("no small copy") > 0) == (0, True)


def test_a_section_without_pictures_has_no_empty_list(images: list[Image], tmp_path: Path) -> None:
    assert re.findall(r"<ul[^>]*>\s*</ul>", page(tmp_path)) == []


def test_a_sample_image_has_its_list_beside_it(images: list[Image], tmp_path: Path) -> None:
    rows = page(tmp_path).split('row--list">')[1:]
    assert [row.count("<figure") for row in rows] == [4] * 8


def test_of_long_lists_the_first_twelve_are_shown(images: list[Image], tmp_path: Path, model: FakeModel) -> None:
    upload_image(colour="blue")
    upload_image(colour="grey")
    pipeline.run_once(model, k=13)
    text = page(tmp_path)
    assert [row.count("<figure") for row in text.split('row--list">')[1:]] == [13] * 8
    assert "Images chosen at random, each with the first 12 of its list." in text


def test_a_pinned_image_that_was_never_compared_is_called_chosen(images: list[Image], tmp_path: Path) -> None:
    late = upload_image(colour="blue")
    for image in images:
        decide(image=image, other=late, kind="pin")
    assert page(tmp_path).count("chosen by the curators") == 8


def test_the_command_says_where_the_page_is(
    images: list[Image], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page(tmp_path)
    assert capsys.readouterr().out.splitlines()[-1] == f"The page is in {tmp_path / 'report.html'}."


def test_a_bar_is_as_high_as_its_share_and_tells_its_numbers() -> None:
    bars = re.findall(r'<rect class="plot__bar" x="\S+" y="(\S+)" width="\S+" height="(\S+)"><title>(.*?)<', drawn())
    (first_top, first, _), (second_top, second, words) = bars
    assert float(second) == pytest.approx(3 * float(first), abs=0.2)
    assert float(first_top) + float(first) == pytest.approx(float(second_top) + float(second))
    assert words == "0.5 to 1: 75.0%, by chance 40.0%"


def test_a_mark_outside_the_drawing_is_left_out() -> None:
    assert drawn().count("plot__mark") == 1


def drawn() -> str:
    return drawing(HISTOGRAM, label="Shares", marks=[0.7, 40])
