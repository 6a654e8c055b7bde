"""Islands: images from which recommendations alone lead nowhere else. No Django here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

Links = Mapping[int, Sequence[int]]
"""For every node the nodes it leads to, each of which is a node itself."""


def closed_components(links: Links) -> list[list[int]]:
    """Return the strongly connected components that no link leaves, the smallest first, each in order.

    Wherever a walk begins, it can end up in one of these, and then never leaves it.
    """
    components = strongly_connected(links)
    home = {node: number for number, component in enumerate(components) for node in component}
    closed = [
        sorted(component)
        for number, component in enumerate(components)
        if all(home[target] == number for node in component for target in links[node])
    ]
    return sorted(closed, key=lambda component: (len(component), component))


def strongly_connected(links: Links) -> list[list[int]]:
    """Return the strongly connected components of a directed graph, by Tarjan's algorithm (1972).

    The way down is kept in a list instead of on Python's stack, which a chain of a thousand images would exhaust.

    >>> strongly_connected({1: [2], 2: [1, 3], 3: []})
    [[3], [2, 1]]
    """
    search = Search(links)
    for node in links:
        if node not in search.number:
            search.from_node(node)
    return search.components


class Search:
    """A depth-first search that remembers when it met a node and how far back the node's links reach."""

    def __init__(self, links: Links) -> None:
        self.links = links
        self.number: dict[int, int] = {}
        self.reaches: dict[int, int] = {}
        self.open: list[int] = []
        self.is_open: set[int] = set()
        self.components: list[list[int]] = []

    def from_node(self, root: int) -> None:
        """Visit everything that can be reached from a node and was not met before."""
        way = [(root, self.meet(root))]
        while way:
            node, targets = way[-1]
            for target in targets:
                if target not in self.number:
                    way.append((target, self.meet(target)))
                    break
                if target in self.is_open:
                    self.reaches[node] = min(self.reaches[node], self.number[target])
            else:
                way.pop()
                self.leave(node)
                if way:
                    above = way[-1][0]
                    self.reaches[above] = min(self.reaches[above], self.reaches[node])

    def meet(self, node: int) -> Iterator[int]:
        """Number a node, and return its links as an iterator that goes on where it was left."""
        self.number[node] = self.reaches[node] = len(self.number)
        self.open.append(node)
        self.is_open.add(node)
        return iter(self.links[node])

    def leave(self, node: int) -> None:
        """Close a node's component, if no link of it reaches further back than the node itself."""
        if self.reaches[node] < self.number[node]:
            return
        place = len(self.open) - 1
        while self.open[place] != node:
            place -= 1
        component = self.open[place:][::-1]
        del self.open[place:]
        self.is_open.difference_update(component)
        self.components.append(component)
