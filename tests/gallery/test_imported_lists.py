"""Imported lists are shown with their values and a note, and with none of this catalogue's words and limits."""

from __future__ import annotations

import pytest
from django.test import Client

from gallery.models import Image, ImportedList, Publication
from gallery.recommendations import list_for, lists_for, shown_for
from recommender.health import sources
from recommender.meaning import Published
from recommender.models import ImageState, Run
from recommender.states import with_state
from tests.factories import decide, make_image, publish, recommend
from tests.gallery.desk import change

pytestmark = pytest.mark.django_db

NOTE = "These similarities were imported: another program computed them."
PAIRS = "/admin/gallery/nearduplicate/"


def images(count: int) -> list[Image]:
    return [make_image() for _ in range(count)]


def imported(image: Image, *others: Image, similarity: float = 0.9) -> None:
    """Store a list with the mark of an imported one."""
    recommend(image, *others, similarity=similarity)
    ImportedList.objects.create(image=image, source="names.pkl, values.pkl")


def page_of(client: Client, image: Image) -> str:
    return client.get(image.get_absolute_url()).content.decode()


def test_a_page_says_that_its_similarities_were_imported(client: Client) -> None:
    image, other = images(2)
    imported(image, other)
    recommend(other, image)
    assert (NOTE in page_of(client, image), NOTE in page_of(client, other)) == (True, False)


def test_a_page_without_recommendations_does_not_say_so(client: Client) -> None:
    image = make_image()
    imported(image)
    assert NOTE not in page_of(client, image)


def test_an_imported_similarity_is_a_value_without_a_word() -> None:
    publish(limits=(0.5, 0.7, 0.9))
    image, other, third = images(3)
    imported(image, other, third, similarity=0.96)
    recommend(other, make_image(), similarity=0.96)
    assert [(shown.similarity, shown.band) for shown in shown_for(image)] == [(0.95, ""), (0.94, "")]
    assert [shown.band for shown in shown_for(other)] == ["nearly the same"]


def test_a_pinned_image_in_an_imported_list_has_no_word_either() -> None:
    publish()
    image, other = images(2)
    imported(image, other)
    decide(image=image, other=other, kind="pin")
    assert [(shown.pinned, shown.band) for shown in shown_for(image)] == [(True, "")]


def test_before_the_first_run_as_many_are_shown_as_the_setting_says() -> None:
    image, *others = images(12)
    imported(image, *others)
    assert [shown.image for shown in shown_for(image)] == others[:8]


def test_an_imported_list_is_not_cut_where_nothing_is_alike_in_this_catalogues_terms() -> None:
    publish(limits=(0.5, 0.7, 0.9))
    Publication.objects.update(only_alike=True)
    image, other = images(2)
    imported(image, other, similarity=0.3)
    assert (len(list_for(image).entries), list_for(image).cut_short) == (1, False)


def test_an_imported_similarity_folds_nothing() -> None:
    publish(limits=(0.5, 0.7, 0.9))
    image, first, second = images(3)
    recommend(image, first, second, similarity=0.8)
    imported(first, second, similarity=0.99)
    assert [shown.folded for shown in shown_for(image)] == [(), ()]
    ImportedList.objects.all().delete()
    assert [shown.folded for shown in shown_for(image)] == [(second,)]


def test_an_imported_similarity_makes_no_pair_that_is_nearly_the_same(admin_client: Client) -> None:
    publish(limits=(0.5, 0.7, 0.9))
    one, other, third = images(3)
    imported(one, other, similarity=0.99)
    recommend(other, third, similarity=0.99)
    assert admin_client.get(PAIRS).context["cl"].result_count == 1


def test_of_many_lists_each_knows_whether_it_was_imported() -> None:
    one, other, third = images(3)
    imported(one, other)
    recommend(other, one)
    ids = [one.pk, other.pk, third.pk]
    assert [shown.imported for shown in lists_for(ids, folded=True).values()] == [True, False, False]


def test_the_desk_says_where_a_list_was_imported_from_and_for_how_long(admin_client: Client) -> None:
    image, other = images(2)
    imported(image, other)
    recommend(other, image)
    told = f"These recommendations were {ImportedList.objects.get()}, until the next run."
    assert "imported from names.pkl, values.pkl on 2" in told
    page, others_page = (admin_client.get(change(each)).content.decode() for each in (image, other))
    assert (told in page, "imported" in others_page) == (True, False)


def test_the_desk_has_no_words_for_an_imported_similarity(admin_client: Client) -> None:
    publish(limits=(0.5, 0.7, 0.9))
    image, other = images(2)
    imported(image, other, similarity=0.95)
    page = admin_client.get(change(image)).content.decode()
    assert "0.9" in page
    assert "No image in the stored lists is nearly the same." in page


def test_the_state_of_an_image_with_an_imported_list_is_imported() -> None:
    image, other = images(2)
    imported(image, other)
    states = dict(with_state(ImageState.objects.all()).values_list("pk", "state"))
    assert states == {image.pk: "imported", other.pk: "waiting"}


def test_the_report_on_lists_knows_whom_an_imported_list_leads_to_and_no_similarity() -> None:
    one, other = images(2)
    imported(one, other, similarity=0.9)
    recommend(other, one, similarity=0.9)
    run = Run.objects.create(host="here", pid=1, weights="fake", fingerprint="f" * 64, k=2)
    lists = sources.read(Published(publication=publish(), run=run), progress=lambda *_: None).lists
    assert lists == {one.pk: [(other.pk, None)], other.pk: [(one.pk, 0.89)]}
