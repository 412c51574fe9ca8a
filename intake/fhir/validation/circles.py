"""Circles in a graph of names that wait for each other."""

from collections import Counter
from collections.abc import Mapping


def find_circles(depends_on: Mapping[str, set[str]]) -> dict[str, str]:
    """Return the names that wait for themselves through others, each with a name that all in its circle share.

    These are Kosaraju's strongly connected components, without recursion: the time grows no faster than the number of
    names and dependencies.
    """
    waiting_for: dict[str, list[str]] = {name: [] for name in depends_on}
    for name, others in depends_on.items():
        for other in others:
            waiting_for[other].append(name)
    component: dict[str, str] = {}
    for start in reversed(sort_depth_first(depends_on)):
        ahead = [start]
        while ahead:
            name = ahead.pop()
            if name not in component:
                component[name] = start
                ahead += waiting_for[name]
    sizes = Counter(component.values())
    return {name: start for name, start in component.items() if sizes[start] > 1}


def sort_depth_first(depends_on: Mapping[str, set[str]]) -> list[str]:
    """Return all names, each behind those that it leads to."""
    order: list[str] = []
    seen: set[str] = set()
    for start in depends_on:
        ahead = [(start, False)]
        while ahead:
            name, is_done = ahead.pop()
            if is_done:
                order.append(name)
            elif name not in seen:
                seen.add(name)
                ahead.append((name, True))
                ahead += [(other, False) for other in sorted(depends_on[name])]
    return order
