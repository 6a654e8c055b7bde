"""Sets of images that recommendations never leave."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.health.islands import Links, closed_components, strongly_connected


def reachable(links: Links, start: int) -> set[int]:
    """The nodes that a walk can come to, itself included: the plain way, against which the quick one is held."""
    seen, waiting = {start}, [start]
    while waiting:
        new = set(links[waiting.pop()]) - seen
        seen |= new
        waiting += new
    return seen


def test_a_ring_is_one_component_and_closed() -> None:
    assert closed_components({1: [2], 2: [3], 3: [1]}) == [[1, 2, 3]]


def test_a_component_that_a_link_leaves_is_not_closed() -> None:
    assert closed_components({1: [2], 2: [1, 3], 3: [4], 4: [3]}) == [[3, 4]]


def test_an_image_that_leads_nowhere_is_closed_by_itself() -> None:
    assert closed_components({1: [2], 2: []}) == [[2]]


def test_closed_components_come_smallest_first_then_by_id() -> None:
    links = {9: [8], 8: [9], 1: [2], 2: [3], 3: [1], 4: [5], 5: [4]}
    assert closed_components(links) == [[4, 5], [8, 9], [1, 2, 3]]


def test_nothing_has_no_components() -> None:
    assert closed_components({}) == []


def test_a_chain_of_a_hundred_thousand_does_not_exhaust_the_stack() -> None:
    links = {node: [node + 1] for node in range(100_000)} | {100_000: [0]}
    assert [len(component) for component in strongly_connected(links)] == [100_001]


@pytest.mark.parametrize("seed", range(30))
def test_on_random_graphs_components_are_what_mutual_reach_says(seed: int) -> None:
    rng = np.random.default_rng(seed)
    links = {node: rng.integers(0, 25, rng.integers(0, 4)).tolist() for node in range(25)}
    reach = {node: reachable(links, node) for node in links}
    expected = {frozenset(other for other in reach[node] if node in reach[other]) for node in links}
    assert {frozenset(component) for component in strongly_connected(links)} == expected
    closed = {component for component in expected if all(reach[node] == component for node in component)}
    assert {frozenset(component) for component in closed_components(links)} == closed
