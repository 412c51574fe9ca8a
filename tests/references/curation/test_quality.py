"""The lists of the quality pages, in a constant number of queries."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from references.curation import notice_review, quality
from references.enums import Status
from references.models import LinkCheck
from tests.articles.builders import make_citing_article
from tests.references.builders import give_notice, make_reference, make_work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def test_alarming_works_are_retracted_or_doubted_and_cited() -> None:
    retracted, doubted, corrected, uncited = (make_reference(name) for name in ("Gray", "Dunn", "Hill", "Lake"))
    for work, status in (
        (retracted, "retracted"),
        (doubted, "concern"),
        (corrected, "corrected"),
        (uncited, "retracted"),
    ):
        give_notice(work, Status(status))
    make_citing_article(retracted, doubted, corrected)
    assert set(quality.find_alarming_cited()) == {retracted, doubted}
    assert set(quality.find_uncited()) == {uncited}


def test_citations_of_missing_and_hidden_works_are_listed() -> None:
    hidden, sound = make_reference("Gray", live=False), make_reference("Dunn")
    make_citing_article(hidden, sound, 999_999, title="B")
    make_citing_article(hidden, title="A")
    found = [(lost.place.title, lost.place.work, lost.work) for lost in quality.find_lost_citations()]
    assert found == [("A", hidden.pk, hidden), ("B", hidden.pk, hidden), ("B", 999_999, None)]


def test_link_is_dead_after_three_failures_or_a_refusal() -> None:
    work = make_reference()
    for part, state, failures in (("doi", "gone", 3), ("url", "unreachable", 2), ("full-text", "refused", 0)):
        LinkCheck.objects.create(
            reference=work,
            part=part,
            url=f"https://example.org/{part}",
            state=state,
            failures=failures,
            checked_at=timezone.now(),
        )
    assert [check.part for check in quality.find_dead_links()] == ["doi", "full-text"]


def test_only_articles_are_listed_without_identifiers() -> None:
    bare = make_reference("Gray")
    make_reference("Dunn", work=make_work("Dunn", PMID="1"))
    make_reference("Hill", work=make_work("Hill", DOI="10.1000/h"))
    make_reference("Lake", work=make_work("Lake", type="book"))
    assert list(quality.find_unidentified()) == [bare]


def test_duplicate_records_are_paired() -> None:
    one = make_reference("Gray", work=make_work(DOI="10.1000/g"))
    other = make_reference("Grey", work=make_work(title="Findings of <i>Gray</i>.", issued={"date-parts": [[2021]]}))
    for key, changes in {
        "another doi": {"DOI": "10.1000/other", "issued": {"date-parts": [[2030]]}},
        "another year": {"issued": {"date-parts": [[2023]]}},
        "another author": {"author": [{"family": "Dunn", "given": "E"}]},
        "another title": {"title": "More findings of Gray"},
    }.items():
        make_reference(key, work=make_work(**changes))
    assert quality.find_duplicates() == [(one, other)]


def test_pages_are_listed_by_age_of_evidence() -> None:
    works = [make_reference(f"W{year}", work=make_work(issued={"date-parts": [[year]]})) for year in (1990, 2010, 2020)]
    undated = make_reference("None", work=make_work(issued={}))
    make_citing_article(works[1], works[2], undated, title="Newer")
    make_citing_article(*works, title="Older")
    make_citing_article(undated, title="Undated")
    assert [(age.page.title, age.median, age.oldest, len(age.years)) for age in quality.measure_evidence_ages()] == [
        ("Older", 2010, 1990, 3),
        ("Newer", 2010, 2010, 2),
    ]


QUESTIONS = [
    quality.find_alarming_cited,
    quality.find_uncited,
    quality.find_unidentified,
    quality.find_dead_links,
    quality.find_lost_citations,
    quality.find_duplicates,
    quality.measure_evidence_ages,
    notice_review.list_waiting_notices,
]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.__name__)
def test_queries_do_not_grow_with_works(question: Callable[[], Iterable[Any]]) -> None:
    def fill(letter: str, number: int) -> None:
        works = [make_reference(f"{letter}{place}", work=make_work(), live=place % 2 == 0) for place in range(number)]
        for work in works:
            give_notice(work, Status.RETRACTED)
        make_citing_article(*works[: number - 1], title=f"Article {letter}")

    counts = []
    for letter, number in (("a", 4), ("b", 8)):
        fill(letter, number)
        with CaptureQueriesContext(connection) as queries:
            found = list(question())
        counts.append((len(queries), bool(found)))
    assert counts[0] == counts[1]
