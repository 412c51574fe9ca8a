"""The decisions of editors about notices: record one, uphold it, overrule it, take a judgement back.

Each decision is one transaction that changes the notice and the status that readers see, and adds an entry to the
history of the work.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import Case, When
from django.utils import timezone
from wagtail.log_actions import log

from references.citations import usage
from references.enums import Status
from references.models import Reference, StatusNotice
from references.models.notice import StatusNoticeQuerySet

Judgement = StatusNotice.Judgement
RECORDED, UPHELD, OVERRULED, REOPENED = (
    f"references.notice_{action}" for action in ("recorded", "upheld", "overruled", "reopened")
)


class NoticeAlreadyJudged(Exception):
    """Somebody else has judged the notice in the meantime, and their judgement is not overwritten."""


@dataclass(frozen=True)
class RetractionAlarm:
    """How many cited works have an unjudged notice of a retraction or of concern, and how many objects cite them."""

    works: int
    places: int


def find_retraction_alarm() -> RetractionAlarm | None:
    """Return the alarm, or None if there is no such work."""
    alarming = [status for status in Status if status.is_alarming]
    works = StatusNotice.objects.unjudged().filter(status__in=alarming).values_list("reference", flat=True)
    cited = [places.keys() for places in usage.map_citing_objects(set(works)).values() if places]
    return RetractionAlarm(len(cited), len(set().union(*cited))) if cited else None


def list_waiting_notices() -> StatusNoticeQuerySet:
    """Return the unjudged notices: those of cited works first, then by severity, then the oldest first."""
    is_cited = Case(
        When(reference__in=Reference.objects.filter(usage.build_cited_condition()), then=True), default=False
    )
    severity = Case(*(When(status=status, then=status.severity) for status in Status))
    unjudged = StatusNotice.objects.unjudged().annotate(is_cited=is_cited, severity=severity)
    works = ("reference__superseded_by", "superseded_by")
    return unjudged.select_related(*works).order_by("-is_cited", "-severity", "learnt_at", "pk")


def record_notice(
    reference: Reference,
    *,
    status: Status,
    source: str,
    by: AbstractUser,
    superseded_by: Reference | None = None,
    dated: date | None = None,
    doi: str = "",
    reason: str = "",
) -> StatusNotice:
    """Record a notice that an editor learnt of. It counts as upheld by the editor."""
    with transaction.atomic():
        notice = StatusNotice.objects.create(
            reference=Reference.objects.select_for_update().get(pk=reference.pk),
            status=status,
            source=source,
            source_id=uuid.uuid4().hex,
            superseded_by=superseded_by,
            dated=dated,
            doi=doi,
            reason=reason,
            recorded_by=get_display_name(by),
            judgement=Judgement.UPHELD,
            **build_signature(by),
        )
        apply_judgement(notice, RECORDED, by=by)
    return notice


def uphold_notice(notice: StatusNotice, *, by: AbstractUser) -> None:
    """Confirm the notice and take it from the queue. Raise NoticeAlreadyJudged."""
    with lock_unjudged_notice(notice) as fresh:
        fresh.judgement = Judgement.UPHELD
        sign_judgement(fresh, UPHELD, by=by)


def overrule_notice(notice: StatusNotice, *, why: str, by: AbstractUser) -> None:
    """Make the notice ineffective. Raise NoticeAlreadyJudged, and ValueError without a reason."""
    if not why.strip():
        raise ValueError("A reason is needed to overrule a notice.")
    with lock_unjudged_notice(notice) as fresh:
        fresh.judgement, fresh.judged_why = Judgement.OVERRULED, why.strip()
        sign_judgement(fresh, OVERRULED, by=by)


def reopen_notice(notice: StatusNotice, *, by: AbstractUser) -> None:
    """Take a judgement back, so that the notice counts and waits in the queue again. Do nothing if it waits."""
    with lock_notice(notice) as fresh:
        if fresh.judgement:
            fresh.judgement = fresh.judged_why = fresh.judged_by_name = ""
            fresh.judged_by = fresh.judged_at = None
            fresh.save()
            apply_judgement(fresh, REOPENED, by=by)


@contextmanager
def lock_notice(notice: StatusNotice) -> Iterator[StatusNotice]:
    """Lock the work of a notice, and give the notice as it is stored now."""
    with transaction.atomic():
        # Lock the work first, in the same order as `retractions.notices` does.
        Reference.objects.select_for_update().get(pk=notice.reference_id)
        yield StatusNotice.objects.get(pk=notice.pk)


@contextmanager
def lock_unjudged_notice(notice: StatusNotice) -> Iterator[StatusNotice]:
    """Lock a notice like `lock_notice`. Raise NoticeAlreadyJudged if it is judged."""
    with lock_notice(notice) as fresh:
        if fresh.judgement:
            raise NoticeAlreadyJudged
        yield fresh


def sign_judgement(notice: StatusNotice, action: str, *, by: AbstractUser) -> None:
    """Save a judgement with who made it and when, and apply it."""
    for name, value in build_signature(by).items():
        setattr(notice, name, value)
    notice.save()
    apply_judgement(notice, action, by=by)


def build_signature(by: AbstractUser) -> dict[str, object]:
    return {"judged_by": by, "judged_by_name": get_display_name(by), "judged_at": timezone.now()}


def apply_judgement(notice: StatusNotice, action: str, *, by: AbstractUser) -> None:
    """Refresh the status of the work, and log the action."""
    notice.reference.refresh_status()
    data = {"status": notice.status, "source": notice.source, "why": notice.judged_why}
    log(instance=notice.reference, action=action, user=by, data=data)


def get_display_name(user: AbstractUser) -> str:
    return user.get_full_name() or user.get_username()
