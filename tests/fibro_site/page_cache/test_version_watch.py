"""The version is asked for seldom, and never believed for longer than it may be."""

import pytest

from fibro_site.page_cache.version_watch import (
    CHECK_SECONDS,
    OLD_PAGE_SECONDS,
    OUTAGE_SECONDS,
    RETRY_SECONDS,
    TRUSTED_SECONDS,
    VersionWatch,
)

A_LITTLE = 0.01


class Database:
    """Stands in for the database and the clock: how often it is asked is what matters here."""

    def __init__(self) -> None:
        self.version: str | None = "1"
        self.times_asked = 0
        self.now = 1024.0

    def read(self) -> str | None:
        self.times_asked += 1
        return self.version

    def clock(self) -> float:
        return self.now


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def watch(database: Database) -> VersionWatch:
    return VersionWatch(database.read, database.clock)


def test_promise_of_one_second_holds_by_its_parts() -> None:
    assert TRUSTED_SECONDS + OLD_PAGE_SECONDS < 1


def test_version_is_asked_for_once_in_a_while(database: Database, watch: VersionWatch) -> None:
    assert [watch.get_version() for _ in range(3)] == ["1"] * 3
    assert database.times_asked == 1
    database.version = "2"
    database.now += TRUSTED_SECONDS + A_LITTLE
    assert watch.get_version() == "2"
    assert database.times_asked == 2


def test_check_is_due_before_the_version_is_too_old(database: Database, watch: VersionWatch) -> None:
    watch.get_version()
    assert not watch.is_due()
    database.now += CHECK_SECONDS + A_LITTLE
    assert watch.is_due()
    assert watch.is_trusted()
    watch.check()
    assert not watch.is_due()


def test_old_page_may_be_served_for_a_moment_and_only_the_one_before(database: Database, watch: VersionWatch) -> None:
    watch.get_version()
    database.version = "2"
    database.now += TRUSTED_SECONDS + A_LITTLE
    watch.get_version()
    assert watch.may_still_serve("1")
    assert not watch.may_still_serve("0")
    database.now += OLD_PAGE_SECONDS + A_LITTLE
    assert not watch.may_still_serve("1")


def test_readers_read_on_while_the_database_is_away_but_not_for_ever(database: Database, watch: VersionWatch) -> None:
    watch.get_version()
    database.version = None
    database.now += OUTAGE_SECONDS - 1
    assert watch.get_version() == "1"
    asked = database.times_asked
    assert watch.get_version() == "1"
    assert database.times_asked == asked  # not by every request
    database.now += RETRY_SECONDS + A_LITTLE
    assert watch.get_version() == ""
    database.version = "1"
    database.now += RETRY_SECONDS + A_LITTLE
    assert watch.get_version() == "1"


def test_nothing_is_known_before_the_database_ever_answered(database: Database, watch: VersionWatch) -> None:
    database.version = None
    assert watch.get_version() == ""
    assert not watch.may_still_serve("")
