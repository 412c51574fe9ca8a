"""A rate limit allows a burst and then one attempt per interval, for each subject, whom the row does not reveal."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import DjangoAssertNumQueries, Settings

from intake.antispam import rate_limit
from intake.antispam.rate_limit import Rate
from intake.models import RateLimit

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
THREE = Rate(at_once=3, interval=timedelta(minutes=1))


def at(seconds: float) -> mock._patch:
    """Set the clock, which is the only thing that is faked."""
    return mock.patch("django.utils.timezone.now", return_value=NOW + timedelta(seconds=seconds))


def allowed(*times: float, key: str = "ada") -> list[bool]:
    found = []
    for seconds in times:
        with at(seconds):
            found.append(rate_limit.allow_attempt("door", key, THREE))
    return found


@pytest.mark.django_db
def test_bucket_allows_a_burst_and_then_one_per_interval() -> None:
    assert allowed(0, 0, 0, 0, 59, 60, 61, 119, 120) == [True, True, True, False, False, True, False, False, True]


@pytest.mark.django_db
def test_bucket_of_size_zero_allows_nothing() -> None:
    none = Rate(at_once=0, interval=timedelta(minutes=1))
    with at(0):
        assert [rate_limit.allow_attempt("door", "ada", none) for _ in range(3)] == [False] * 3
    with at(3600):
        assert not rate_limit.allow_attempt("door", "ada", none)


@pytest.mark.django_db
def test_attempt_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """The first token costs three more: a row, between a savepoint and its release."""
    with at(0):
        with django_assert_num_queries(1 + 3):
            assert rate_limit.allow_attempt("door", "ada", THREE)
        with django_assert_num_queries(1):
            assert rate_limit.allow_attempt("door", "ada", THREE)


@pytest.mark.django_db(transaction=True)
def test_first_token_is_taken_once_by_concurrent_requests() -> None:
    one_only = Rate(at_once=1, interval=timedelta(hours=1))

    def one(_: int) -> bool:
        try:
            return rate_limit.allow_attempt("door", "ada", one_only)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(8))) == 1


@pytest.mark.django_db
def test_refused_attempts_use_up_no_tokens() -> None:
    assert allowed(*[0] * 50, 60) == [True] * 3 + [False] * 47 + [True]


@pytest.mark.django_db
def test_each_key_and_each_name_has_its_own_bucket() -> None:
    assert allowed(0, 0, 0, 0) == [True, True, True, False]
    assert allowed(0, key="ben") == [True]
    with at(0):
        assert rate_limit.allow_attempt("other door", "ada", THREE)


@pytest.mark.django_db
def test_clock_set_back_blocks_no_longer_than_an_empty_bucket() -> None:
    allowed(*[86400 * 365] * 3)
    assert allowed(0, 59, 60) == [False, False, True]


@pytest.mark.django_db
def test_only_full_buckets_are_deleted() -> None:
    allowed(0)
    allowed(30, key="ben")
    with at(60):
        assert rate_limit.delete_full_buckets() == 1
    assert RateLimit.objects.count() == 1


@pytest.mark.django_db
def test_stored_key_does_not_reveal_the_address(settings: Settings) -> None:
    allowed(0, key="192.0.2.7")
    (row,) = RateLimit.objects.values_list("key", flat=True)
    assert "192.0.2.7" not in row
    settings.SECRET_KEY = "another"
    assert rate_limit.hash_bucket_key("door", "192.0.2.7") != row


@pytest.mark.django_db(transaction=True)
def test_concurrent_requests_do_not_exceed_the_limit() -> None:
    rate_limit.allow_attempt("door", "ada", Rate(at_once=4, interval=timedelta(hours=1)))

    def one(_: int) -> bool:
        try:
            return rate_limit.allow_attempt("door", "ada", Rate(at_once=4, interval=timedelta(hours=1)))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(16))) == 3


class TestAgainstAPlainBucket(TestCase):
    """The one stored number gives the same result as counting tokens."""

    @given(st.lists(st.integers(0, 200), max_size=30), st.integers(1, 5), st.integers(1, 50))
    def test_bucket_allows_what_counting_tokens_allows(self, pauses: list[int], at_once: int, interval: int) -> None:
        RateLimit.objects.all().delete()
        rate = Rate(at_once, timedelta(seconds=interval))
        tokens, seconds = at_once * interval, 0  # counted in seconds, so that nothing is rounded
        for pause in pauses:
            seconds += pause
            tokens = min(tokens + pause, at_once * interval)
            expected = tokens >= interval
            tokens -= interval if expected else 0
            with at(seconds):
                assert rate_limit.allow_attempt("door", "ada", rate) is expected
