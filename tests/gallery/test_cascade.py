"""With an image goes all that names it, however it is deleted; on PostgreSQL the database sees to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from gallery.models import CuratedPair, Doubt, Image, ImportedList, PairEvent, PairVerdict, Recommendation
from recommender.models import Embedding, UnreadableImage
from tests.factories import decide, judge, make_image, recommend, remember
from tests.gallery.desk import LIST
from tests.gallery.pairs import doubted

pytestmark = pytest.mark.django_db

DEPENDANTS: list[type[Model]] = [
    Recommendation,
    CuratedPair,
    PairVerdict,
    PairEvent,
    Image.tags.through,
    Embedding,
    UnreadableImage,
    ImportedList,
    Doubt,
]
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite leaves deletions to Django")


@pytest.fixture
def images() -> list[Image]:
    """Two images that name each other, and all that names them."""
    images = [make_image(tags=("sea",)) for _ in range(2)]
    for image, other in (images, images[::-1]):
        recommend(image, other)
        decide(image=image, other=other, kind="pin")
        remember(image, other, "pin")
        Embedding.objects.create(image=image, content_hash=image.content_hash, fingerprint="f" * 64, vector=b"")
        UnreadableImage.objects.create(image=image, reason="damaged")
        ImportedList.objects.create(image=image)
    judge(images[0], images[1], "same")
    doubted(*images)
    return images


def counts() -> list[int]:
    return [model._default_manager.count() for model in DEPENDANTS]


def confirm(client: Client, image: Image) -> None:
    client.post(reverse("admin:gallery_image_delete", args=[image.pk]), {"post": "yes"})


def choose(client: Client, image: Image) -> None:
    client.post(LIST, {"action": "delete_selected", "_selected_action": [image.pk], "post": "yes"})


@pytest.mark.parametrize(
    "delete",
    [
        lambda _, image: image.delete(),
        lambda _, image: Image.objects.filter(pk=image.pk).delete(),
        confirm,
        choose,
    ],
    ids=["by itself", "in a queryset", "on its page on the desk", "from the desk's list"],
)
def test_nothing_names_an_image_that_is_deleted(
    delete: Callable[[Client, Image], object], images: list[Image], admin_client: Client
) -> None:
    delete(admin_client, images[0])
    connection.check_constraints()
    assert list(Image.objects.all()) == images[1:]
    assert counts() == [0, 0, 0, 0, 1, 1, 1, 1, 0]


def test_an_image_that_goes_away_takes_all_others_rows_about_it_and_no_more(images: list[Image]) -> None:
    third = make_image()
    recommend(third, images[1])
    images[0].delete()
    assert [row.image for row in Recommendation.objects.all()] == [third]


def test_the_desk_asks_about_decisions_and_not_about_what_a_run_stored(
    images: list[Image], admin_client: Client
) -> None:
    response = admin_client.get(reverse("admin:gallery_image_delete", args=[images[0].pk]))
    assert dict(response.context["model_count"]) == {
        "images": 1,
        "decisions": 2,
        "verdicts": 1,
        "history of decisions": 2,
        "image-tag relationships": 1,
    }
    assert response.context["perms_lacking"] == set()


def test_whoever_may_not_delete_decisions_may_not_delete_an_image_that_has_some(
    images: list[Image], client: Client
) -> None:
    curator = User.objects.create_user("curator", is_staff=True)
    curator.user_permissions.add(Permission.objects.get(codename="delete_image"))
    client.force_login(curator)
    confirm(client, images[0])
    assert Image.objects.count() == 2


@on_postgresql
def test_every_foreign_key_to_an_image_cascades_in_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, confdeltype, condeferred FROM pg_constraint "
            "WHERE contype = 'f' AND confrelid = %s::regclass",
            [Image._meta.db_table],
        )
        keys = cursor.fetchall()
    assert {table for table, *_ in keys} == {model._meta.db_table for model in DEPENDANTS}
    assert {tuple(rest) for _, *rest in keys} == {("c", True)}
