"""Stores what a register says as notices.

A notice is recognised by its register and by the id that the register gives it. What the register changes, changes
here. What the register no longer says is withdrawn, and stays on record. A person's decision stands: a register does
not undo a notice that an editor wrote, upheld or overruled.
"""

from contextlib import nullcontext

from django.db import transaction
from django.utils import timezone

from references.enums import Status
from references.models import Reference, StatusNotice
from references.retractions.matching import Findings
from references.retractions.reports import NoticeChange, RegisterReport
from references.retractions.retraction_watch import select_standing_updates
from references.updates import Update


def store_findings(findings: Findings, report: RegisterReport, is_dry_run: bool) -> None:
    """Store what was found, each work in a transaction of its own so that locks are short.

    A dry run rolls everything back and fills the report all the same.
    """
    report.matched = len(findings.updates)
    known = StatusNotice.objects.filter(source=report.register, recorded_by="")
    works = findings.updates.keys() | (findings.answered & set(known.values_list("reference", flat=True)))
    with transaction.atomic() if is_dry_run else nullcontext():
        for pk in sorted(works):
            store_work_notices(pk, findings, report)
        if is_dry_run:
            transaction.set_rollback(True)


@transaction.atomic
def store_work_notices(pk: int, findings: Findings, report: RegisterReport) -> None:
    """Make, change and withdraw the notices of one work, and refresh its status."""
    reference = Reference.objects.select_for_update().filter(pk=pk).first()
    if reference is None:  # deleted after the library was loaded
        return
    notices = reference.notices.filter(source=report.register, recorded_by="")
    held = {notice.source_id: notice for notice in notices}
    updates = findings.updates.get(pk, [])
    standing, is_changed = select_standing_updates(updates), False
    for update in select_worst_updates(updates):
        notice = held.pop(update.source_id, None)
        if notice is None:
            notice = StatusNotice(reference=reference, source=report.register, source_id=update.source_id)
        is_changed |= store_notice(notice, update, report, is_standing=update in standing)
    if pk in findings.answered:
        for notice in held.values():
            is_changed |= withdraw_notice(notice, report)
    if is_changed:
        reference.refresh_status()


def select_worst_updates(updates: list[Update]) -> list[Update]:
    """Return the worst update of each id that the register gave. A reinstatement is no notice of its own."""
    named: dict[str, Update] = {}
    for update in updates:
        other = named.setdefault(update.source_id, update)
        if update.status.severity > other.status.severity:
            named[update.source_id] = update
    return [update for update in named.values() if update.status != Status.NORMAL]


def store_notice(notice: StatusNotice, update: Update, report: RegisterReport, *, is_standing: bool) -> bool:
    """Update a notice to what the register says, and return whether anything changed."""
    values = {"status": update.status, "dated": update.dated, "doi": update.doi, "reason": update.reason}
    is_new = notice.pk is None
    is_back = is_standing and notice.withdrawn_at is not None
    is_changed = is_new or is_back or any(getattr(notice, name) != value for name, value in values.items())
    if is_changed:
        if not is_new and update.status.severity > Status(notice.status).severity:
            # The judgement was about a less serious notice.
            notice.judgement = notice.judged_why = notice.judged_by_name = ""
            notice.judged_by = notice.judged_at = None
        for name, value in values.items():
            setattr(notice, name, value)
        if is_back:
            notice.withdrawn_at = None
        notice.save()
        (report.new if is_new else report.changed).append(build_change(notice))
    return (not is_standing and withdraw_notice(notice, report)) or is_changed


def withdraw_notice(notice: StatusNotice, report: RegisterReport) -> bool:
    """Withdraw a notice and return True, unless it is withdrawn already or an editor upheld it."""
    if notice.withdrawn_at or notice.judgement == StatusNotice.Judgement.UPHELD:
        return False
    notice.withdrawn_at = timezone.now()
    notice.save(update_fields=["withdrawn_at"])
    report.withdrawn.append(build_change(notice))
    return True


def build_change(notice: StatusNotice) -> NoticeChange:
    return NoticeChange(notice.reference.key, notice.status, notice.source, notice.source_id)
