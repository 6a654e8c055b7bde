"""A picture that a program sends is compared with the catalogue as a run would compare it, and nothing of it stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gallery.models import Image, Publication
from gallery.storage import originals
from recommender import choice, pipeline
from recommender.outside import answering, asking, encoding, indexing, scan
from recommender.outside.encoding import Encoding
from recommender.report import Indexed
from tests.factories import picture_bytes
from tests.fake_model import FakeModel, SpeechlessEncoder
from tests.gallery.api.calling import problem, program, showing
from tests.recommender.catalogue import everything_stored, fill, stored_rows
from tests.recommender.outside.nearby import on_postgresql

pytestmark = pytest.mark.django_db

INSTEAD = "For images of the catalogue ask GET /api/images/{id}/similar, which needs nothing of the kind."


@pytest.fixture(autouse=True)
def switched_on(settings: Any, model: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a process that compares pictures, with a model that needs no torch."""
    settings.API_SIMILAR = True
    monkeypatch.setattr(choice, "named", lambda wanted: model)
    monkeypatch.setattr(asking, "ENCODING", Encoding())


@pytest.fixture
def images(model: FakeModel) -> list[Image]:
    """Six images with lists of two and four spares."""
    found = fill(count=6)
    pipeline.run_once(model, k=2)
    return found


def send(content: bytes, wanted: str = "", client: Client | None = None) -> Any:
    """Ask what is like a picture."""
    sent = {"file": SimpleUploadedFile("picture.png", content)}
    return (client or program()).post(f"/api/similar?{wanted}", sent)


def listed(response: Any) -> list[tuple[int, float]]:
    assert response.status_code == 200, response.content
    return [(item["image"]["id"], item["value"]) for item in response.json()["items"]]


def content_of(image: Image) -> bytes:
    with originals().open(image.original.name) as file:
        content: bytes = file.read()
        return content


def test_the_very_picture_comes_first_and_the_others_as_in_its_list(images: list[Image]) -> None:
    found = listed(send(content_of(images[2]), "k=6"))
    assert found[0] == (images[2].pk, 1.0)
    assert found[1:] == [(other, value) for image, _, other, value in stored_rows() if image == images[2].pk]


@on_postgresql
def test_an_index_changes_no_answer(images: list[Image], model: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = content_of(images[2])
    before = listed(send(picture, "k=4"))
    monkeypatch.setattr(indexing, "FEWEST", 1)
    assert pipeline.run_once(model, k=2).index == Indexed(added=6)
    monkeypatch.setattr(scan, "nearest", None)
    assert listed(send(picture, "k=4")) == before


@pytest.mark.usefixtures("images")
def test_as_many_as_pages_show_are_told_unless_another_number_is_wanted() -> None:
    picture = picture_bytes(colour="olive")
    assert [len(listed(send(picture, wanted))) for wanted in ("", "k=5", "k=100")] == [2, 5, 6]


@pytest.mark.usefixtures("images")
def test_only_those_at_least_so_similar_are_told() -> None:
    picture = picture_bytes(colour="olive")
    values = [value for _, value in listed(send(picture, "k=6"))]
    assert [value for _, value in listed(send(picture, f"k=6&min={values[2]}"))] == values[:3]


def test_drafts_are_not_told_even_to_those_who_may_see_them(images: list[Image]) -> None:
    Image.objects.filter(pk=images[2].pk).update(published=False)
    found = listed(send(content_of(images[2]), "k=6", program(superuser=True)))
    assert images[2].pk not in [pk for pk, _ in found]


@pytest.mark.usefixtures("images")
def test_each_value_has_its_word_and_its_rank() -> None:
    Publication.objects.update(alike_from=0.0, very_alike_from=0.5, nearly_same_from=0.9999)
    said = send(picture_bytes(colour="red")).json()
    assert [item["rank"] for item in said["items"]] == [1, 2]
    assert said["items"][0]["band"] == {"key": "nearly_same", "words": "nearly the same"}
    assert said["fingerprint"] == "a" * 64


def test_nothing_of_it_is_kept(images: list[Image], media_root: Path) -> None:
    before, files = everything_stored(), sorted(media_root.rglob("*"))
    listed(send(picture_bytes(colour="olive")))
    assert (everything_stored(), sorted(media_root.rglob("*"))) == (before, files)


@pytest.mark.usefixtures("images")
def test_what_the_gate_does_not_let_in_is_refused_with_its_reason() -> None:
    said = problem(send(b"no picture"))
    assert (said["status"], said["title"]) == (422, "File refused")
    assert said["detail"].startswith("Not a picture in an accepted format (JPEG, ")


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "MAX_BYTES", 1024**2)
    said = problem(send(bytes(1024**2 + 1)))
    assert (said["status"], said["detail"]) == (413, "A file may have at most 1 MiB, this one has more.")


def test_a_picture_of_which_the_model_says_nothing_is_refused(images: list[Image], model: FakeModel) -> None:
    model.encoder = SpeechlessEncoder()
    said = problem(send(picture_bytes(colour="black")))
    assert said["detail"] == "The model says nothing of this picture that could be compared."


def test_before_the_first_run_there_is_nothing_to_compare_with() -> None:
    said = problem(send(picture_bytes()))
    assert (said["status"], said["title"]) == (409, "Nothing compared yet")


def test_a_site_that_does_not_do_so_says_what_would(settings: Any) -> None:
    settings.API_SIMILAR = False
    said = problem(send(picture_bytes()))
    assert said["status"] == 501
    assert said["detail"] == (
        f"This site does not compare pictures that are sent to it: whoever runs it may set API_SIMILAR. {INSTEAD}"
    )


@pytest.mark.usefixtures("images")
def test_a_process_without_torch_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "find_spec", lambda name: None)
    said = problem(send(picture_bytes()))
    why = "torch is not installed here: pip install -r requirements.txt, or ask a process that has it"
    assert said["status"] == 501
    assert said["detail"] == f"This process cannot compare pictures that are sent to it: {why}. {INSTEAD}"


def test_it_takes_a_token() -> None:
    assert problem(send(picture_bytes(), client=showing()))["status"] == 401


@pytest.mark.parametrize("wanted", ["k=0", "k=101", "min=1.5", "min=nan"])
def test_numbers_beyond_their_limits_are_refused(wanted: str) -> None:
    assert problem(send(picture_bytes(), wanted))["status"] == 422
