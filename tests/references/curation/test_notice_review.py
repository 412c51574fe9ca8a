"""Editors judge notices, and readers see the result."""

from datetime import date

import pytest
from django.contrib.auth.models import AbstractUser
from wagtail.models import ModelLogEntry

from references.curation import notice_review
from references.enums import Status
from references.models import Reference, StatusNotice
from tests.articles.builders import make_citing_article
from tests.references.builders import give_notice, make_reference, make_retraction

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def history() -> list[tuple[str, str, dict[str, str]]]:
    entries = ModelLogEntry.objects.order_by("pk").select_related("user")
    return [(entry.action, entry.user.get_username(), entry.data) for entry in entries]


def test_overruling_stores_reason_name_and_time_and_resets_the_status(cleo: AbstractUser) -> None:
    notice = make_retraction()
    notice_review.overrule_notice(notice, why=" Retracted and replaced under the same DOI. ", by=cleo)
    notice.refresh_from_db()
    assert (notice.judgement, notice.judged_why) == ("overruled", "Retracted and replaced under the same DOI.")
    assert (notice.judged_by, notice.judged_by_name) == (cleo, "cleo")
    assert notice.judged_at is not None
    assert Reference.objects.get().status == Status.NORMAL
    why = {"status": "retracted", "source": "Retraction Watch", "why": "Retracted and replaced under the same DOI."}
    assert history() == [("references.notice_overruled", "cleo", why)]
    cleo.delete()
    notice.refresh_from_db()
    assert (notice.judged_by, notice.judged_by_name) == (None, "cleo")


def test_upholding_removes_the_notice_from_the_queue_and_keeps_the_status(cleo: AbstractUser) -> None:
    notice = make_retraction()
    notice_review.uphold_notice(notice, by=cleo)
    assert not StatusNotice.objects.unjudged().exists()
    assert Reference.objects.get().status == Status.RETRACTED


def test_judgement_can_be_undone(cleo: AbstractUser) -> None:
    notice = make_retraction()
    notice_review.overrule_notice(notice, why="Another work.", by=cleo)
    notice_review.reopen_notice(notice, by=cleo)
    assert list(StatusNotice.objects.unjudged()) == [notice]
    assert Reference.objects.get().status == Status.RETRACTED
    notice_review.reopen_notice(notice, by=cleo)
    assert [action for action, *_ in history()] == ["references.notice_overruled", "references.notice_reopened"]


def test_second_judgement_is_refused(cleo: AbstractUser, dora: AbstractUser) -> None:
    notice = make_retraction()
    stale = StatusNotice.objects.get()
    notice_review.overrule_notice(notice, why="Another work.", by=cleo)
    with pytest.raises(notice_review.NoticeAlreadyJudged):
        notice_review.uphold_notice(stale, by=dora)
    with pytest.raises(notice_review.NoticeAlreadyJudged):
        notice_review.overrule_notice(stale, why="So.", by=dora)
    assert StatusNotice.objects.get().judged_by == cleo


def test_overruling_needs_a_reason(cleo: AbstractUser) -> None:
    with pytest.raises(ValueError, match="reason"):
        notice_review.overrule_notice(make_retraction(), why="  ", by=cleo)
    assert Reference.objects.get().status == Status.RETRACTED


def test_recorded_notice_applies_at_once(cleo: AbstractUser) -> None:
    cleo.first_name, cleo.last_name = "Cleo", "Hart"
    work, newer = make_reference(), make_reference("Dunn")
    stale = Reference.objects.get(pk=work.pk)
    Reference.objects.filter(pk=work.pk).update(population="mice")
    notice = notice_review.record_notice(
        stale,
        status=Status.SUPERSEDED,
        superseded_by=newer,
        source="the society’s site",
        dated=date(2026, 5, 1),
        by=cleo,
    )
    work.refresh_from_db()
    assert (work.status, work.superseded_by, work.status_dated) == (Status.SUPERSEDED, newer, date(2026, 5, 1))
    # A change that somebody else made meanwhile is kept.
    assert work.population == "mice"
    assert (notice.recorded_by, notice.judgement) == ("Cleo Hart", "upheld")
    assert not StatusNotice.objects.unjudged().exists()


def test_queue_lists_cited_works_first_then_the_worst() -> None:
    works = [make_reference(name) for name in ("Gray", "Dunn", "Hill", "Lake")]
    uncited, corrected, retracted, doubted = (
        give_notice(work, status)
        for work, status in zip(
            works, (Status.RETRACTED, Status.CORRECTED, Status.RETRACTED, Status.CONCERN), strict=True
        )
    )
    make_citing_article(*works[1:])
    assert list(notice_review.list_waiting_notices()) == [retracted, doubted, corrected, uncited]


def test_alarm_counts_unjudged_cited_works_and_their_pages(cleo: AbstractUser) -> None:
    gray, dunn, hill = (make_reference(name) for name in ("Gray", "Dunn", "Hill"))
    for work, status in ((gray, Status.RETRACTED), (dunn, Status.CONCERN), (hill, Status.RETRACTED)):
        give_notice(work, status)
    assert notice_review.find_retraction_alarm() is None
    make_citing_article(gray, title="A")
    make_citing_article(gray, dunn, title="B")
    assert notice_review.find_retraction_alarm() == notice_review.RetractionAlarm(works=2, places=2)
    for waiting in StatusNotice.objects.all():
        notice_review.uphold_notice(waiting, by=cleo)
    assert notice_review.find_retraction_alarm() is None
