"""Images computed anew: the desk's list says where each stands, and can have the next run look at it again."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from gallery.models import Image
from recommender import attempts, forgetting, pipeline
from recommender.models import Attempt, Embedding, Ranking, UnreadableImage
from recommender.watching import catalogue_state
from tests.factories import upload_image
from tests.fake_model import FakeModel
from tests.gallery.desk import LIST, listed
from tests.recommender.catalogue import damaged, fill, stored_rows

pytestmark = pytest.mark.django_db


def recompute(client: Client, *images: Image, query: str = "", **more: object) -> str:
    """Choose the action and return the page that follows."""
    chosen = {"action": "recompute", "index": 0, "_selected_action": [image.pk for image in images]}
    return client.post(LIST + query, chosen | more, follow=True).content.decode()


def states(client: Client, query: str = "") -> list[str]:
    """Return what the list says of each image's recommendations, newest image first."""
    return re.findall(r'class="state state--(\w+)"', client.get(LIST + query).content.decode())


def test_the_list_says_where_each_image_stands(model: FakeModel, admin_client: Client) -> None:
    _, broken, draft, _ = fill(count=4)
    Image.objects.filter(pk=draft.pk).update(published=False)
    with damaged(broken):
        pipeline.run_once(model, k=2)
    upload_image(colour="plum")
    assert states(admin_client) == ["waiting", "current", "draft", "failed", "current"]
    assert 'title="not a picture' in admin_client.get(LIST).content.decode()


@pytest.mark.parametrize("state", ["waiting", "draft", "failed", "current"])
def test_the_list_is_narrowed_to_one_state(model: FakeModel, admin_client: Client, state: str) -> None:
    _, broken, draft, _ = fill(count=4)
    Image.objects.filter(pk=draft.pk).update(published=False)
    with damaged(broken):
        pipeline.run_once(model, k=2)
    upload_image(colour="plum")
    assert set(states(admin_client, f"?state={state}")) == {state}


def test_the_next_run_makes_the_vectors_of_the_chosen_images_and_no_other(
    model: FakeModel, admin_client: Client
) -> None:
    first, second, third = fill(count=3)
    pipeline.run_once(model, k=2)
    rows, changed_at = stored_rows(), catalogue_state()
    words = "2 images wait for the next run of compute_recommendations; visitors see the old lists until then."
    assert words in recompute(admin_client, first, third)
    assert list(Embedding.objects.values_list("image", flat=True)) == [second.pk]
    assert list(Ranking.objects.values_list("image", flat=True)) == [second.pk]
    assert (stored_rows(), catalogue_state() != changed_at) == (rows, True)
    assert states(admin_client) == ["waiting", "current", "waiting"]
    assert (pipeline.run_once(model, k=2).embedded, stored_rows()) == (2, rows)


def test_one_image_waits_in_the_singular(admin_client: Client) -> None:
    image, _ = fill(count=2)
    assert "1 image waits for the next run of compute_recommendations;" in recompute(admin_client, image)


def test_a_file_that_was_set_aside_is_tried_again(model: FakeModel) -> None:
    image, other, _ = fill(count=3)
    Attempt.objects.create(content_hash=image.content_hash, count=attempts.MOST_DEATHS)
    Attempt.objects.create(content_hash=other.content_hash, count=attempts.MOST_DEATHS)
    pipeline.run_once(model, k=1, allow_unreadable=True)
    assert forgetting.forget([image.pk]) == 1
    assert list(UnreadableImage.objects.values_list("image", flat=True)) == [other.pk]
    assert pipeline.run_once(model, k=1, allow_unreadable=True).embedded == 1


def test_all_images_of_a_filtered_list_are_forgotten_although_the_filter_then_finds_none(
    model: FakeModel, admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "IMAGES_AT_A_TIME", 2)
    images = fill(count=5)
    pipeline.run_once(model, k=2)
    page = recompute(admin_client, images[0], query="?state=current", select_across=1)
    assert ("5 images wait" in page, Embedding.objects.count()) == (True, 0)
    assert listed(admin_client.get(f"{LIST}?state=current")) == []


def test_images_that_were_deleted_meanwhile_do_not_count() -> None:
    image, gone = fill(count=2)
    gone_pk = gone.pk
    gone.delete()
    assert forgetting.forget([image.pk, gone_pk]) == 1
