from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from references.enums import Status
from references.models import Reference, StatusNotice
from tests.references.builders import make_reference

pytestmark = pytest.mark.django_db


def notice(work: Reference, status: str, number: int = 1, **fields: object) -> StatusNotice:
    return StatusNotice.objects.create(
        reference=work, status=status, source="Retraction Watch", source_id=str(number), **fields
    )


def test_worst_notice_sets_the_status() -> None:
    work = make_reference()
    learnt_at = datetime(2022, 1, 1, tzinfo=UTC)
    notice(work, Status.RETRACTED, 1, dated=date(2021, 2, 3), doi="10.1000/r", learnt_at=learnt_at)
    notice(work, Status.CORRECTED, 2)
    work.refresh_status()
    work.refresh_from_db()
    assert (work.status, work.status_source, work.status_dated, work.status_doi, work.status_learnt_at) == (
        *(Status.RETRACTED, "Retraction Watch", date(2021, 2, 3), "10.1000/r", learnt_at),
    )
    assert work.is_alarming


def test_overruled_and_withdrawn_notices_do_not_count() -> None:
    work = make_reference()
    judged = {"judged_at": timezone.now(), "judged_by_name": "Cleo"}
    notice(work, Status.RETRACTED, 1, judgement=StatusNotice.Judgement.OVERRULED, judged_why="Another work.", **judged)
    notice(work, Status.CONCERN, 2, withdrawn_at=timezone.now())
    notice(work, Status.CORRECTED, 3, judgement=StatusNotice.Judgement.UPHELD, **judged)
    work.refresh_status()
    assert work.status == Status.CORRECTED
    assert not work.is_alarming


def test_status_is_normal_again_without_notices() -> None:
    work = make_reference()
    notice(work, Status.SUPERSEDED, superseded_by=make_reference("Dunn"))
    work.refresh_status()
    assert work.superseded_by == Reference.objects.get(key="dunn2020")
    work.notices.all().delete()
    work.refresh_status()
    assert (work.status, work.status_source, work.superseded_by) == (Status.NORMAL, "", None)


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Status.SUPERSEDED},
        {"status": Status.RETRACTED, "judgement": "overruled", "judged_why": "So."},
        {"status": Status.RETRACTED, "judgement": "overruled", "judged_at": timezone.now(), "judged_by_name": "Cleo"},
    ],
)
def test_incomplete_notices_are_refused(fields: dict[str, object]) -> None:
    work = make_reference()
    with pytest.raises(IntegrityError), transaction.atomic():
        notice(work, **fields)


def test_severity_orders_the_statuses() -> None:
    assert max(Status, key=lambda status: status.severity) == Status.RETRACTED
    assert [status for status in Status if status.is_alarming] == [Status.CONCERN, Status.RETRACTED]
