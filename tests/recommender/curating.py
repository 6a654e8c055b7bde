"""A catalogue as its curators change it, beside a plain model of it that says what must be stored and shown."""

from __future__ import annotations

from django.conf import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from gallery import uploads
from gallery.models import CuratedPair, Image, PairVerdict, Publication, Recommendation
from gallery.recommendations import shown_for_many
from recommender.models import Attempt, Embedding, Ranking, Run, UnreadableImage
from tests.recommender.catalogue import Rows, stored_rows
from tests.recommender.expecting import FILES, Decision, Verdicts, file, kinds_for, shown_among, undisputed

PLACES = st.integers(0, 99)
NUMBERS = st.integers(0, FILES - 1)
ACTS = st.sampled_from(["upload", "replace", "delete", "withdraw", "put back", "edit"])
MOST_AT_FIRST = 24
TABLES = (
    CuratedPair,
    PairVerdict,
    Recommendation,
    Publication,
    Embedding,
    Ranking,
    UnreadableImage,
    Attempt,
    Run,
    Image,
)

has_images = precondition(lambda catalogue: catalogue.files)


class CuratedCatalogue(RuleBasedStateMachine):
    """What curators do. Images are chosen by their place, files by their number in the pool."""

    def __init__(self) -> None:
        super().__init__()
        for table in TABLES:
            table._base_manager.all()._raw_delete(using="default")
        self.files: dict[int, int] = {}
        self.published: set[int] = set()
        self.decisions: list[Decision] = []
        self.verdicts: Verdicts = {}
        self.rows: Rows = []
        self.shown = settings.RECOMMENDATIONS_PER_IMAGE

    @initialize(count=st.integers(0, MOST_AT_FIRST), first=NUMBERS)
    def begin(self, count: int, first: int) -> None:
        """Fill the catalogue, quickly."""
        numbers = [number % FILES for number in range(first, first + count)]
        images = [Image(title=f"Image {number}", slug="image") for number in numbers]
        for image, number in zip(images, numbers, strict=True):
            uploads.describe(image, file(number))
        pks = [image.pk for image in Image.objects.bulk_create(images)]
        self.files, self.published = dict(zip(pks, numbers, strict=True)), set(pks)

    @rule(numbers=st.lists(NUMBERS, min_size=1, max_size=12), published=st.sampled_from([True, True, False]))
    def upload(self, numbers: list[int], *, published: bool) -> None:
        for number in numbers:
            if (free := self.free_file(number)) is not None:
                pk = uploads.add(file(free), published=published).pk
                self.files[pk] = free
                self.published |= {pk} if published else set()

    @has_images
    @rule(place=PLACES, number=NUMBERS)
    def replace(self, place: int, number: int) -> None:
        if (free := self.free_file(number)) is not None:
            image = self.image_at(place)
            uploads.describe(image, file(free))
            image.save()
            self.files[image.pk] = free

    @has_images
    @rule(place=PLACES, count=st.integers(1, 4))
    def delete(self, place: int, count: int) -> None:
        self.forget(self.pks_at(place, count))

    @has_images
    @rule(place=PLACES, count=st.integers(1, 9))
    def delete_the_first_of_a_list(self, place: int, count: int) -> None:
        pk = self.image_at(place).pk
        for other in [row[2] for row in self.rows if row[0] == pk][:count]:
            self.forget({other})

    @has_images
    @rule(place=PLACES, count=st.integers(1, 4), published=st.booleans())
    def publish(self, place: int, count: int, *, published: bool) -> None:
        self.set_published(self.pks_at(place, count), published=published)

    @has_images
    @rule()
    def publish_every_draft(self) -> None:
        self.set_published(set(self.files), published=True)

    @has_images
    @rule(place=PLACES)
    def edit(self, place: int) -> None:
        image = self.image_at(place)
        image.title += "!"
        image.save()

    @has_images
    @rule(place=PLACES, other=PLACES, kind=st.sampled_from(CuratedPair.Kind.values), both_ways=st.booleans())
    def decide(self, place: int, other: int, kind: str, *, both_ways: bool) -> None:
        one, two = self.image_at(place), self.image_at(other)
        if one != two:
            CuratedPair.objects.filter(image=one, other=two).delete()
            CuratedPair.objects.create(image=one, other=two, kind=kind, both_ways=both_ways)
            decided = [each for each in self.decisions if (each.image, each.other) != (one.pk, two.pk)]
            self.decisions = [*decided, Decision(image=one.pk, other=two.pk, kind=kind, both_ways=both_ways)]

    @has_images
    @rule(place=PLACES, one=PLACES, other=PLACES, verdict=st.sampled_from([*PairVerdict.Verdict.values, None]))
    def judge(self, place: int, one: int, other: int, verdict: str | None) -> None:
        """Judge two images of a page, or any two where pages show nothing."""
        pk = self.image_at(place).pk
        pks = [pk, *(row[2] for row in self.rows if row[0] == pk)]
        pks = pks if len(pks) > 1 else list(self.files)
        first, second = sorted((pks[one % len(pks)], pks[other % len(pks)]))
        if first != second:
            PairVerdict.objects.filter(first=first, second=second).delete()
            self.verdicts.pop((first, second), None)
            if verdict is not None:
                PairVerdict.objects.create(first_id=first, second_id=second, verdict=verdict)
                self.verdicts[first, second] = verdict

    def curate(self, what: str, place: int, number: int) -> None:
        """Do one of the ACTS, if it can be done."""
        if what == "upload":
            self.upload([number], published=True)
        elif self.files:
            deeds = {
                "replace": lambda: self.replace(place, number),
                "delete": lambda: self.delete(place, 1),
                "withdraw": lambda: self.publish(place, 1, published=False),
                "put back": lambda: self.publish(place, 1, published=True),
                "edit": lambda: self.edit(place),
            }
            deeds[what]()

    def set_published(self, pks: set[int], *, published: bool) -> None:
        """Publish images or take them back, as the desk's actions do."""
        Image.objects.filter(pk__in=pks).update(published=published)
        self.published = self.published | pks if published else self.published - pks

    def forget(self, pks: set[int]) -> None:
        """Delete images as the desk does, one by its page and several from the list."""
        chosen = Image.objects.filter(pk__in=pks)
        _ = chosen.delete() if len(pks) > 1 else chosen.get().delete()
        self.files = {pk: number for pk, number in self.files.items() if pk not in pks}
        self.published -= pks
        self.rows = [row for row in self.rows if not pks & {row[0], row[2]}]
        self.decisions = [each for each in self.decisions if not pks & {each.image, each.other}]
        self.verdicts = {pair: verdict for pair, verdict in self.verdicts.items() if not pks & {*pair}}

    def image_at(self, place: int) -> Image:
        """Return the image at a place, counted round and round."""
        return Image.objects.get(pk=list(self.files)[place % len(self.files)])

    def pks_at(self, place: int, count: int) -> set[int]:
        """Return so many images from a place on."""
        pks = list(self.files)
        return {pks[each % len(pks)] for each in range(place, place + count)}

    def free_file(self, number: int) -> int | None:
        """Return the first file from a number on that no image has; nothing where all are taken."""
        taken = set(self.files.values())
        return next((each % FILES for each in range(number, number + FILES) if each % FILES not in taken), None)

    def look(self) -> None:
        """Take what is stored as it is: this step is judged by a rule of its own."""
        self.rows = stored_rows()
        publication = Publication.objects.first()
        self.shown = publication.shown if publication else settings.RECOMMENDATIONS_PER_IMAGE

    @invariant()
    def stored_rows_are_those_that_are_known(self) -> None:
        assert stored_rows() == self.rows

    @invariant()
    def decisions_are_those_that_were_made(self) -> None:
        stored = CuratedPair.objects.order_by("decided_at", "id").values("image", "other", "kind", "both_ways")
        assert list(stored) == [vars(each) for each in self.decisions]

    @invariant()
    def verdicts_are_those_that_were_given(self) -> None:
        stored = PairVerdict.objects.values_list("first", "second", "verdict")
        assert {(first, second): verdict for first, second, verdict in stored} == self.verdicts

    @invariant()
    def pages_show_the_lists_with_the_decisions_applied(self) -> None:
        shown = shown_for_many(self.published, folded=False)
        pages = {pk: [each.image.pk for each in page] for pk, page in shown.items()}
        assert pages == shown_among(self.rows, self.published, self.decisions, k=self.shown)
        for pk, others in pages.items():
            hidden = {other for other, kind in kinds_for(pk, self.decisions).items() if kind == CuratedPair.Kind.HIDE}
            assert len({pk, *others}) == len(others) + 1, "an image twice, or the page's own"
            assert {*others} <= self.published - hidden

    @invariant()
    def folded_pages_hold_what_unfolded_ones_show_and_nobody_twice(self) -> None:
        unfolded = shown_for_many(self.published, folded=False)
        for pk, page in shown_for_many(self.published).items():
            everybody = [image.pk for each in page for image in (each.image, *each.folded)]
            hidden = {other for other, kind in kinds_for(pk, self.decisions).items() if kind == CuratedPair.Kind.HIDE}
            assert len({pk, *everybody}) == len(everybody) + 1, "an image twice, or the page's own"
            assert {each.image.pk for each in unfolded[pk]} <= {*everybody} <= self.published - hidden

    @invariant()
    def the_same_picture_is_one_entry_and_what_is_not_the_same_never_is(self) -> None:
        for pk, page in shown_for_many(self.published).items():
            entries = {image.pk: each.image.pk for each in page for image in (each.image, *each.folded)}
            pins = {each.image.pk for each in page if each.pinned}
            for (first, second), verdict in self.verdicts.items():
                if {first, second} <= entries.keys() and verdict == PairVerdict.Verdict.DIFFERENT:
                    assert entries[first] != entries[second], (pk, first, second)
            for first, second in undisputed(self.verdicts, pins):
                if {first, second} <= entries.keys():
                    assert entries[first] == entries[second], (pk, first, second)
