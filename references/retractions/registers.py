"""Reads registers of retractions past our works, and keeps what they say as notices.

A notice is known again by its register and what the register calls it. What the register changes, changes here; what it
no longer says is withdrawn, and stays on record. A person's word stands: a notice that an editor wrote, upheld or
overruled is not undone by a register.
"""

import logging
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from references import csl
from references.enums import Status
from references.formats.records import Refusal, UnreadableFile
from references.identity.identifiers import normalize_doi
from references.models import Reference, Register, StatusNotice
from references.retractions import crossref_updates, retraction_watch
from references.retractions.retraction_watch import select_standing_updates
from references.updates import Update
from references.web import client
from references.web.client import Patience
from references.web.errors import WebError

logger = logging.getLogger(__name__)

# The file has 70 MB; from a slow line it takes a while.
MAX_CSV_SIZE = 500 * 1024 * 1024
DOWNLOAD_PATIENCE = Patience(total=20 * 60, silence=30, tries=3)
# Longer than the task may run (references/tasks.py).
HOLD_DURATION = timedelta(hours=1)
# How many broken rows are told one by one.
MAX_LISTED_REFUSALS = 100
# A file that lost more than a tenth of its rows was cut, not corrected.
MIN_ENTRIES_RATIO = 0.9


@dataclass(frozen=True)
class NoticeChange:
    """What was learnt about one work."""

    key: str
    status: str
    source: str
    source_id: str


@dataclass
class RegisterReport:
    """What one reading of one register brought."""

    register: str
    # Rows, or works that were answered for.
    read: int = 0
    # Our works that it has a notice of.
    matched: int = 0
    new: list[NoticeChange] = field(default_factory=list)
    changed: list[NoticeChange] = field(default_factory=list)
    withdrawn: list[NoticeChange] = field(default_factory=list)
    broken: int = 0
    # The first of the broken rows.
    refused: list[Refusal] = field(default_factory=list)
    # Why it could not be read, or not to its end.
    problem: str = ""


@dataclass
class Findings:
    """What a register says about our works, by their primary keys."""

    updates: dict[int, list[Update]]
    # The works about which it has no more to say: what it once said and does not say now is withdrawn.
    answered: set[int]


class LibraryIndex:
    """Our works by their identifiers, loaded once."""

    def __init__(self) -> None:
        self.dois: dict[int, str | None] = {}
        self.by_doi: defaultdict[str, set[int]] = defaultdict(set)
        self.by_pmid: dict[str, int] = {}
        for pk, doi, pmid in Reference.objects.values_list("pk", "doi", "pmid"):
            self.dois[pk] = doi
            if doi:
                self.by_doi[doi].add(pk)
            if pmid:
                self.by_pmid[pmid] = pk
        for work in Reference.objects.filter(shares_doi=True):
            if doi := normalize_doi(csl.get_text(work.csl, "DOI")):
                self.dois[work.pk] = doi
                self.by_doi[doi].add(work.pk)

    def works(self, doi: str | None, pmid: str | None) -> set[int]:
        """Those that one of the two names. A PMID does not name a work of another DOI: one of them is mistyped."""
        named = set(self.by_doi.get(doi or "", ()))
        if (pk := self.by_pmid.get(pmid or "")) and not (doi and self.dois[pk] and self.dois[pk] != doi):
            named.add(pk)
        return named


def check_registers(*, is_dry_run: bool = False) -> list[RegisterReport]:
    """Read every register that the settings name."""
    reports = []
    if settings.RETRACTION_WATCH_CSV:
        reports.append(check_retraction_watch(settings.RETRACTION_WATCH_CSV, is_dry_run=is_dry_run))
    if settings.CROSSREF_URL:
        reports.append(check_crossref(is_dry_run=is_dry_run))
    return reports


def check_retraction_watch(location: str, *, is_dry_run: bool = False) -> RegisterReport:
    """Read the Retraction Watch CSV at a path or an address. A dry run reports the same, and keeps nothing."""
    report = RegisterReport(retraction_watch.RETRACTION_WATCH_SOURCE)
    with hold_register(report, is_dry_run) as is_ours:
        if is_ours:
            with open_register_file(location) as file:
                store_findings(match_retraction_watch(file, report), report, is_dry_run)
    return report


def check_crossref(*, is_dry_run: bool = False) -> RegisterReport:
    """Ask Crossref about every work that has a DOI."""
    report = RegisterReport(crossref_updates.CROSSREF_SOURCE)
    with hold_register(report, is_dry_run) as is_ours:
        if is_ours:
            store_findings(match_crossref(report), report, is_dry_run)
    return report


@contextmanager
def hold_register(report: RegisterReport, is_dry_run: bool) -> Iterator[bool]:
    """Hold a register while it is read, and write down what came of it. False if somebody else reads it now.

    What goes wrong with the register is the report's `problem` and one line in the log: tomorrow is another night.
    """
    if is_dry_run:
        with catch_problems(report):
            yield True
        return
    if not claim_register(report.register):
        report.problem = _("It is being read already.")
        yield False
        return
    try:
        with catch_problems(report):
            yield True
    finally:
        outcome: dict[str, Any] = {"problem": report.problem[:500], "tried_at": Now(), "held_until": None}
        if not report.problem:
            outcome |= {"read_at": Now(), "entries": report.read}
        Register.objects.filter(name=report.register).update(**outcome)


def claim_register(register: str) -> bool:
    """One UPDATE that only one of several can win. A hold that nobody lets go of runs out."""
    Register.objects.get_or_create(name=register)
    is_free = Q(held_until=None) | Q(held_until__lt=Now())
    return bool(Register.objects.filter(is_free, name=register).update(held_until=Now() + HOLD_DURATION))


@contextmanager
def catch_problems(report: RegisterReport) -> Iterator[None]:
    try:
        yield
    except (WebError, UnreadableFile) as error:
        report.problem = str(error)
    except OSError as error:
        report.problem = error.strerror or type(error).__name__
    if report.problem:
        logger.warning("%s could not be read: %s", report.register, report.problem)


@contextmanager
def open_register_file(location: str) -> Iterator[BinaryIO]:
    """The bytes of a file, from this machine or from where they were fetched."""
    if not location.startswith(("http://", "https://")):
        with Path(location).open("rb") as file:
            yield file
        return
    with TemporaryFile() as file:
        client.download_url(
            location, file, limit=MAX_CSV_SIZE, accept="text/csv, */*", patience=DOWNLOAD_PATIENCE, trusted=location
        )
        file.seek(0)
        yield file


def match_retraction_watch(file: BinaryIO, report: RegisterReport) -> Findings:
    """The rows of the Retraction Watch CSV that name our works. Raises Unreadable."""
    library, updates = LibraryIndex(), defaultdict(list)
    for row in retraction_watch.read_rows(file):
        report.read += 1
        if isinstance(row, Refusal):
            report.broken += 1
            if report.broken <= MAX_LISTED_REFUSALS:
                report.refused.append(row)
            continue
        for pk in library.works(row.doi, row.pmid):
            updates[pk].append(row.update)
    # In a row that cannot be read may stand what else would seem to be gone.
    is_whole = not report.broken and report.read >= get_previous_entries(report.register) * MIN_ENTRIES_RATIO
    return Findings(updates, set(library.dois) if is_whole else set())


def get_previous_entries(register: str) -> int:
    return Register.objects.filter(name=register).values_list("entries", flat=True).first() or 0


def match_crossref(report: RegisterReport) -> Findings:
    """What Crossref says about our works; as far as it came, if it ceases to answer."""
    library, findings = LibraryIndex(), Findings({}, set())
    try:
        for doi, updates in crossref_updates.fetch_updates(sorted(library.by_doi)):
            report.read += 1
            for pk in library.by_doi[doi]:
                findings.answered.add(pk)
                if updates:
                    findings.updates[pk] = list(updates)
    except WebError as error:
        report.problem = str(error)
    return findings


def store_findings(findings: Findings, report: RegisterReport, is_dry_run: bool) -> None:
    """Store what was found. Each work is a transaction of its own: nobody else waits for all of them."""
    report.matched = len(findings.updates)
    said_before = StatusNotice.objects.filter(source=report.register, recorded_by="")
    works = findings.updates.keys() | (findings.answered & set(said_before.values_list("reference", flat=True)))
    with transaction.atomic() if is_dry_run else nullcontext():
        for pk in sorted(works):
            store_work_notices(pk, findings, report)
        if is_dry_run:
            transaction.set_rollback(True)


@transaction.atomic
def store_work_notices(pk: int, findings: Findings, report: RegisterReport) -> None:
    """Make, change and withdraw the notices of one work, and let its status follow."""
    reference = Reference.objects.select_for_update().filter(pk=pk).first()
    if reference is None:  # deleted since the library was loaded
        return
    notices = reference.notices.filter(source=report.register, recorded_by="")
    held = {notice.source_id: notice for notice in notices}
    updates = findings.updates.get(pk, [])
    holding, is_changed = select_standing_updates(updates), False
    for update in select_worst_updates(updates):
        notice = held.pop(update.source_id, None)
        if notice is None:
            notice = StatusNotice(reference=reference, source=report.register, source_id=update.source_id)
        is_changed |= store_notice(notice, update, report, holds=update in holding)
    if pk in findings.answered:
        for notice in held.values():
            is_changed |= withdraw_notice(notice, report)
    if is_changed:
        reference.refresh_status()


def select_worst_updates(updates: list[Update]) -> list[Update]:
    """One update for each name that the register gave; a reinstatement is no notice of its own."""
    named: dict[str, Update] = {}
    for update in updates:
        other = named.setdefault(update.source_id, update)
        if update.status.severity > other.status.severity:
            named[update.source_id] = update
    return [update for update in named.values() if update.status != Status.NORMAL]


def store_notice(notice: StatusNotice, update: Update, report: RegisterReport, *, holds: bool) -> bool:
    """Make a notice say what the register says; False if it said so before."""
    said = {"status": update.status, "dated": update.dated, "doi": update.doi, "reason": update.reason}
    is_new = notice.pk is None
    is_back = holds and notice.withdrawn_at is not None
    is_changed = is_new or is_back or any(getattr(notice, name) != value for name, value in said.items())
    if is_changed:
        if not is_new and update.status.severity > Status(notice.status).severity:
            # It was judged when it said less.
            notice.judgement = notice.judged_why = notice.judged_by_name = ""
            notice.judged_by = notice.judged_at = None
        for name, value in said.items():
            setattr(notice, name, value)
        if is_back:
            notice.withdrawn_at = None
        notice.save()
        (report.new if is_new else report.changed).append(build_change(notice))
    return (not holds and withdraw_notice(notice, report)) or is_changed


def withdraw_notice(notice: StatusNotice, report: RegisterReport) -> bool:
    """Withdraw a notice, unless that is done or an editor upheld it."""
    if notice.withdrawn_at or notice.judgement == StatusNotice.Judgement.UPHELD:
        return False
    notice.withdrawn_at = timezone.now()
    notice.save(update_fields=["withdrawn_at"])
    report.withdrawn.append(build_change(notice))
    return True


def build_change(notice: StatusNotice) -> NoticeChange:
    return NoticeChange(notice.reference.key, notice.status, notice.source, notice.source_id)
