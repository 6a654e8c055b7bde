"""Whatever dies on the way, a run on a cluster ends whole and says what it went through, or not at all."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest

from tests.distributed.catalogues import PATIENCE, Catalogue, report_of
from tests.distributed.conftest import PICTURES
from tests.distributed.nodes import Nodes, wait_until, workers
from tests.effort import EFFORT

Options = tuple[str, ...]
ACTOR, DECODER = "ray::MapWorker", "recommender.distributed.child"


def some_embedded(catalogue: Catalogue) -> Callable[[], object]:
    return lambda: catalogue.rows("vectors")


@pytest.mark.small_form
def test_a_worker_that_encodes_is_killed(catalogue: Catalogue, local: Catalogue, on_the_cluster: Options) -> None:
    with catalogue.begun(*on_the_cluster) as run:
        wait_until(some_embedded(catalogue))
        workers(ACTOR)[0].kill()
        assert report_of(run)["remarks"] == ["1 worker that embedded died and had to be replaced."]
    assert catalogue.everything() == local.everything()


def test_a_decoder_that_dies_costs_its_image_this_time_and_nothing_else(
    catalogue: Catalogue, local: Catalogue, on_the_cluster: Options
) -> None:
    with catalogue.begun(*on_the_cluster) as run:
        wait_until(some_embedded(catalogue))
        workers(DECODER)[0].kill()
        report = report_of(run)
    assert {each["reason"] for each in report["unreadable"]} <= {"the picture cannot be decoded: the decoder crashed"}
    assert report["embedded"] + len(report["unreadable"]) == PICTURES
    catalogue.run(*on_the_cluster)  # a network's last bits depend on how many pictures go through it at once
    for ours, theirs in zip(catalogue.rows("lists"), local.rows("lists"), strict=True):
        assert ours == (*theirs[:3], pytest.approx(theirs[3], abs=1e-5))


@pytest.mark.small_form
def test_a_node_leaves(catalogue: Catalogue, local: Catalogue, nodes: Nodes, on_the_cluster: Options) -> None:
    with catalogue.begun(*on_the_cluster) as run:
        wait_until(some_embedded(catalogue))
        nodes.lose_the_second()
        try:
            assert "1 node left the Ray cluster during the run." in report_of(run)["remarks"]
        finally:
            nodes.renew_the_second()
    assert catalogue.everything() == local.everything()


@pytest.mark.small_form
@pytest.mark.parametrize("moment", range(EFFORT.cluster_kills))
def test_a_run_that_is_killed_leaves_the_old_rows_and_the_next_needs_no_repair(
    catalogue: Catalogue, local: Catalogue, on_the_cluster: Options, moment: int
) -> None:
    with catalogue.begun(*on_the_cluster) as run:
        wait_until(lambda: len(catalogue.rows("vectors")) > moment * PICTURES // EFFORT.cluster_kills)
        run.kill()
    assert catalogue.rows("lists") in ([], local.rows("lists"))
    catalogue.run(*on_the_cluster)
    assert catalogue.rows("lists") == local.rows("lists")


def test_sigterm_ends_a_run_in_order(catalogue: Catalogue, on_the_cluster: Options) -> None:
    with catalogue.begun(*on_the_cluster) as run:
        wait_until(some_embedded(catalogue))
        run.send_signal(signal.SIGTERM)
        _, said = run.communicate(timeout=PATIENCE)
    assert (run.returncode, catalogue.rows("lists")) == (143, [])
    assert "Stopped before the end. What was finished is kept" in said


def test_of_two_runs_at_once_one_does_everything(
    catalogue: Catalogue, local: Catalogue, on_the_cluster: Options
) -> None:
    with catalogue.begun(*on_the_cluster) as first:
        wait_until(catalogue.is_claimed)  # its workers have yet to load the model
        with catalogue.begun(*on_the_cluster) as second:
            _, said = second.communicate(timeout=PATIENCE)
        assert (second.returncode, "Another run is at work" in said) == (75, True)
        assert report_of(first)["embedded"] == PICTURES
    assert catalogue.everything() == local.everything()


@pytest.mark.small_form
def test_an_address_where_there_is_no_cluster_is_told_in_a_sentence(catalogue: Catalogue) -> None:
    with catalogue.begun("--engine", "ray", "--ray-address", "127.0.0.1:1") as run:
        _, said = run.communicate(timeout=PATIENCE)
    assert run.returncode == 1
    assert "The Ray cluster did not do its work: 127.0.0.1:1 cannot be reached ([Errno 111] Connection refused)" in said
    assert "Traceback" not in said


def test_a_storage_that_refuses_ends_the_run_before_anything_is_published(untouched: Catalogue) -> None:
    catalogue = untouched.twin("refusing")
    nobody = {"AWS_STORAGE_BUCKET_NAME": "kindred", "AWS_S3_ENDPOINT_URL": "http://127.0.0.1:1", **KEYS}
    with catalogue.begun("--engine", "ray", **nobody) as run:
        _, said = run.communicate(timeout=PATIENCE)
    assert (run.returncode, catalogue.rows("lists"), catalogue.rows("vectors")) == (1, [], [])
    assert "The storage of the originals failed 8 times in a row, at last because" in said


KEYS = {"AWS_ACCESS_KEY_ID": "nobody", "AWS_SECRET_ACCESS_KEY": "nothing"}
