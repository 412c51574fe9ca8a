"""What editors make of notices, and that readers see what they made of it."""

from datetime import date

import pytest
from django.contrib.auth.models import AbstractUser
from wagtail.models import ModelLogEntry

from references.curation import notice_review
from references.enums import Status
from references.models import Reference, StatusNotice
from tests.references.builders import make_reference

pytestmark = pytest.mark.django_db


def retracted() -> StatusNotice:
    work = make_reference()
    notice = StatusNotice.objects.create(
        reference=work, status=Status.RETRACTED, source="Retraction Watch", source_id="1"
    )
    work.refresh_status()
    return notice


def history() -> list[tuple[str, str, dict[str, str]]]:
    entries = ModelLogEntry.objects.order_by("pk").select_related("user")
    return [(entry.action, entry.user.get_username(), entry.data) for entry in entries]


def test_overruling_stores_reason_name_and_time_and_resets_the_status(cleo: AbstractUser) -> None:
    notice = retracted()
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
    notice = retracted()
    notice_review.uphold_notice(notice, by=cleo)
    assert not StatusNotice.objects.unjudged().exists()
    assert Reference.objects.get().status == Status.RETRACTED


def test_judgement_can_be_undone(cleo: AbstractUser) -> None:
    notice = retracted()
    notice_review.overrule_notice(notice, why="Another work.", by=cleo)
    notice_review.reopen_notice(notice, by=cleo)
    assert list(StatusNotice.objects.unjudged()) == [notice]
    assert Reference.objects.get().status == Status.RETRACTED
    notice_review.reopen_notice(notice, by=cleo)
    assert [action for action, *_ in history()] == ["references.notice_overruled", "references.notice_reopened"]


def test_second_judgement_is_refused(cleo: AbstractUser, dora: AbstractUser) -> None:
    notice = retracted()
    stale = StatusNotice.objects.get()
    notice_review.overrule_notice(notice, why="Another work.", by=cleo)
    with pytest.raises(notice_review.NoticeAlreadyJudged):
        notice_review.uphold_notice(stale, by=dora)
    with pytest.raises(notice_review.NoticeAlreadyJudged):
        notice_review.overrule_notice(stale, why="So.", by=dora)
    assert StatusNotice.objects.get().judged_by == cleo


def test_overruling_needs_a_reason(cleo: AbstractUser) -> None:
    with pytest.raises(ValueError, match="reason"):
        notice_review.overrule_notice(retracted(), why="  ", by=cleo)
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
    # What somebody else changed meanwhile is still there.
    assert work.population == "mice"
    assert (notice.recorded_by, notice.judgement) == ("Cleo Hart", "upheld")
    assert not StatusNotice.objects.unjudged().exists()
