"""Rows that many tests share: created once in each process, in transactions around those tests.

Each test rolls back its own changes. Tests that share rows run one after another, and before a test that does not ask
for them they are rolled back.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

# The fixtures whose rows are shared by several modules, in the order in which they are created.
SHARED = ("starter_pages", "published_starter")
# The transactions around the present tests, each inside the one before it, by the name of its rows.
OPEN: dict[str, AbstractContextManager[None]] = {}


@contextmanager
def made_once(blocker: DjangoDbBlocker, make: Callable[[], object]) -> Iterator[None]:
    """Create rows that take a while, in a transaction around many tests."""
    with blocker.unblock(), transaction.atomic():
        make()
        with blocker.block():
            yield
        transaction.set_rollback(True)


def share(name: str, blocker: DjangoDbBlocker, make: Callable[[], object]) -> None:
    """Create the rows of this name, unless an earlier module did."""
    if name not in OPEN:
        around = made_once(blocker, make)
        around.__enter__()
        OPEN[name] = around


def list_wanted(item: pytest.Item) -> list[str]:
    """Return which of the shared rows a test asks for."""
    return [name for name in SHARED if name in item.fixturenames]


def run_together(items: list[pytest.Item]) -> None:
    """Order tests by the shared rows that they ask for. The others come last, and keep their order."""
    places = [["starter_pages"], [*SHARED], ["published_starter"], []]
    items.sort(key=lambda item: places.index(list_wanted(item)))


def roll_back_unwanted(wanted: list[str]) -> None:
    """Roll back the shared rows for which the next test does not ask."""
    while OPEN and [*OPEN] != wanted[: len(OPEN)]:
        _, around = OPEN.popitem()
        around.__exit__(None, None, None)
