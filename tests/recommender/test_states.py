"""A curator sees where each image stands: current, waiting, failed or not published."""

from __future__ import annotations

import pytest
from django.test import Client

from gallery.models import Image
from recommender import pipeline
from recommender.models import ImageState
from recommender.states import with_state
from tests.factories import upload_image
from tests.fake_model import FakeModel
from tests.recommender.catalogue import damaged, fill, replace_file

pytestmark = pytest.mark.django_db


def state_of(image: Image) -> str:
    return str(with_state(ImageState.objects.all()).get(pk=image.pk).state)


def test_an_image_is_current_once_a_run_has_compared_it(model: FakeModel) -> None:
    images = fill(count=3)
    assert {state_of(image) for image in images} == {"waiting"}
    pipeline.run_once(model, k=2)
    assert {state_of(image) for image in images} == {"current"}


def test_a_new_image_waits_and_the_others_stay_current(model: FakeModel) -> None:
    old, _ = fill(count=2)
    pipeline.run_once(model, k=2)
    assert (state_of(upload_image(colour="plum")), state_of(old)) == ("waiting", "current")


def test_an_image_with_another_file_waits(model: FakeModel) -> None:
    image, _ = fill(count=2)
    pipeline.run_once(model, k=2)
    replace_file(image, colour="purple")
    assert state_of(image) == "waiting"


def test_an_image_published_after_the_run_waits_for_its_list(model: FakeModel) -> None:
    image, *_ = fill(count=3)
    Image.objects.filter(pk=image.pk).update(published=False)
    pipeline.run_once(model, k=2)
    assert state_of(image) == "draft"
    Image.objects.filter(pk=image.pk).update(published=True)
    assert state_of(image) == "waiting"


def test_an_unreadable_image_failed_with_the_reason(model: FakeModel) -> None:
    image, *_ = fill(count=3)
    with damaged(image):
        pipeline.run_once(model, k=2)
    assert state_of(image) == "failed"
    assert "not a picture" in with_state(ImageState.objects.all()).get(pk=image.pk).reason


def test_the_only_image_of_a_catalogue_is_current_without_a_list(model: FakeModel) -> None:
    image = upload_image(colour="red")
    pipeline.run_once(model, k=2)
    assert state_of(image) == "current"


@pytest.mark.parametrize(("state", "listed"), [("current", 2), ("waiting", 1), ("failed", 0), ("draft", 0), ("x", 3)])
def test_the_desk_filters_by_state(model: FakeModel, admin_client: Client, state: str, listed: int) -> None:
    fill(count=2)
    pipeline.run_once(model, k=2)
    upload_image(colour="plum")
    page = admin_client.get("/admin/recommender/imagestate/", {"state": state}, follow=True)
    assert page.context["cl"].result_count == listed
