"""What a run on a cluster went through, for the operator: it ended well all the same."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(kw_only=True)
class Troubles:
    """What was lost on the way, and done again."""

    actors: int = 0
    """That encode at once."""

    encoded_by: set[str] = field(default_factory=set)
    lost_tasks: int = 0
    nodes: set[str] = field(default_factory=set)
    nodes_left: set[str] = field(default_factory=set)

    @property
    def remarks(self) -> tuple[str, ...]:
        """Return them as sentences, none where nothing happened."""
        replaced = max(0, len(self.encoded_by) - self.actors) if self.actors else 0
        said = []
        if self.nodes_left:
            said.append(f"{counted(len(self.nodes_left), 'node')} left the Ray cluster during the run.")
        if replaced:
            said.append(f"{counted(replaced, 'worker')} that embedded died and had to be replaced.")
        if self.lost_tasks:
            said.append(f"{counted(self.lost_tasks, 'comparison')} died with a worker and had to be done again.")
        return tuple(said)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "node"), counted(2, "node")
    ('1 node', '2 nodes')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
