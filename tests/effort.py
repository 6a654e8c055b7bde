"""How much effort tests take that try what depends on chance: the usual, or more with TEST_EFFORT=long."""

from __future__ import annotations

from dataclasses import dataclass

from config.env import Environment, InvalidVariable, env


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How often what depends on chance is tried."""

    histories: int
    steps: int
    random_kills: int
    restorations: int
    publications: int
    meanwhile_runs: int
    troublemakers: int
    requests: int
    journeys: int
    pictures: int
    cluster_kills: int


EFFORTS = {
    "usual": Effort(
        histories=15,
        steps=36,
        random_kills=12,
        restorations=10,
        publications=30,
        meanwhile_runs=6,
        troublemakers=1500,
        requests=3,
        journeys=6,
        pictures=160,
        cluster_kills=1,
    ),
    "long": Effort(
        histories=300,
        steps=60,
        random_kills=300,
        restorations=1000,
        publications=600,
        meanwhile_runs=100,
        troublemakers=60_000,
        requests=300,
        journeys=300,
        pictures=1500,
        cluster_kills=20,
    ),
}


def chosen(environment: Environment = env) -> str:
    """Return the name of the effort that the environment asks for."""
    name = environment.text("TEST_EFFORT", default="usual")
    if name not in EFFORTS:
        raise InvalidVariable("TEST_EFFORT", name, " or ".join(EFFORTS))
    return name


EFFORT = EFFORTS[chosen()]
