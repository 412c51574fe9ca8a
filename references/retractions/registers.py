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
from references.formats.records import Refusal, Unreadable
from references.identity.identifiers import normalised_doi
from references.models import Reference, Register, StatusNotice
from references.retractions import crossref_updates, retraction_watch
from references.retractions.retraction_watch import standing
from references.updates import Update
from references.web import client
from references.web.client import Patience
from references.web.errors import WebError

logger = logging.getLogger(__name__)

# The file has 70 MB; from a slow line it takes a while.
LARGEST_FILE = 500 * 1024 * 1024
PATIENCE = Patience(total=20 * 60, silence=30, tries=3)
# Longer than the task may run (references/tasks.py).
HOLD = timedelta(hours=1)
# How many broken rows are told one by one.
MOST_REFUSALS = 100
# A file that lost more than a tenth of its rows was cut, not corrected.
SHRUNK = 0.9


@dataclass(frozen=True)
class Change:
    """What was learnt about one work."""

    key: str
    status: str
    source: str
    source_id: str


@dataclass
class Report:
    """What one reading of one register brought."""

    register: str
    # Rows, or works that were answered for.
    read: int = 0
    # Our works that it has a notice of.
    matched: int = 0
    new: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    withdrawn: list[Change] = field(default_factory=list)
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


class Library:
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
            if doi := normalised_doi(csl.text(work.csl, "DOI")):
                self.dois[work.pk] = doi
                self.by_doi[doi].add(work.pk)

    def works(self, doi: str | None, pmid: str | None) -> set[int]:
        """Those that one of the two names. A PMID does not name a work of another DOI: one of them is mistyped."""
        named = set(self.by_doi.get(doi or "", ()))
        if (pk := self.by_pmid.get(pmid or "")) and not (doi and self.dois[pk] and self.dois[pk] != doi):
            named.add(pk)
        return named


def check(*, is_dry_run: bool = False) -> list[Report]:
    """Read every register that the settings name."""
    reports = []
    if settings.RETRACTION_WATCH_CSV:
        reports.append(check_retraction_watch(settings.RETRACTION_WATCH_CSV, is_dry_run=is_dry_run))
    if settings.CROSSREF_URL:
        reports.append(check_crossref(is_dry_run=is_dry_run))
    return reports


def check_retraction_watch(place: str, *, is_dry_run: bool = False) -> Report:
    """Read the Retraction Watch CSV at a path or an address. A dry run reports the same, and keeps nothing."""
    report = Report(retraction_watch.SOURCE)
    with turn(report, is_dry_run) as is_ours:
        if is_ours:
            with opened(place) as file:
                keep(rows_about_us(file, report), report, is_dry_run)
    return report


def check_crossref(*, is_dry_run: bool = False) -> Report:
    """Ask Crossref about every work that has a DOI."""
    report = Report(crossref_updates.SOURCE)
    with turn(report, is_dry_run) as is_ours:
        if is_ours:
            keep(answers_about_us(report), report, is_dry_run)
    return report


@contextmanager
def turn(report: Report, is_dry_run: bool) -> Iterator[bool]:
    """Hold a register while it is read, and write down what came of it. False if somebody else reads it now.

    What goes wrong with the register is the report's `problem` and one line in the log: tomorrow is another night.
    """
    if is_dry_run:
        with problems_of(report):
            yield True
        return
    if not claim(report.register):
        report.problem = _("It is being read already.")
        yield False
        return
    try:
        with problems_of(report):
            yield True
    finally:
        outcome: dict[str, Any] = {"problem": report.problem[:500], "tried_at": Now(), "held_until": None}
        if not report.problem:
            outcome |= {"read_at": Now(), "entries": report.read}
        Register.objects.filter(name=report.register).update(**outcome)


def claim(register: str) -> bool:
    """One UPDATE that only one of several can win. A hold that nobody lets go of runs out."""
    Register.objects.get_or_create(name=register)
    is_free = Q(held_until=None) | Q(held_until__lt=Now())
    return bool(Register.objects.filter(is_free, name=register).update(held_until=Now() + HOLD))


@contextmanager
def problems_of(report: Report) -> Iterator[None]:
    try:
        yield
    except (WebError, Unreadable) as error:
        report.problem = str(error)
    except OSError as error:
        report.problem = error.strerror or type(error).__name__
    if report.problem:
        logger.warning("%s could not be read: %s", report.register, report.problem)


@contextmanager
def opened(place: str) -> Iterator[BinaryIO]:
    """The bytes of a file, from this machine or from where they were fetched."""
    if not place.startswith(("http://", "https://")):
        with Path(place).open("rb") as file:
            yield file
        return
    with TemporaryFile() as file:
        client.download(place, file, limit=LARGEST_FILE, accept="text/csv, */*", patience=PATIENCE, trusted=place)
        file.seek(0)
        yield file


def rows_about_us(file: BinaryIO, report: Report) -> Findings:
    """The rows of the Retraction Watch CSV that name our works. Raises Unreadable."""
    library, updates = Library(), defaultdict(list)
    for row in retraction_watch.read(file):
        report.read += 1
        if isinstance(row, Refusal):
            report.broken += 1
            if report.broken <= MOST_REFUSALS:
                report.refused.append(row)
            continue
        for pk in library.works(row.doi, row.pmid):
            updates[pk].append(row.update)
    # In a row that cannot be read may stand what else would seem to be gone.
    is_whole = not report.broken and report.read >= entries_last_time(report.register) * SHRUNK
    return Findings(updates, set(library.dois) if is_whole else set())


def entries_last_time(register: str) -> int:
    return Register.objects.filter(name=register).values_list("entries", flat=True).first() or 0


def answers_about_us(report: Report) -> Findings:
    """What Crossref says about our works; as far as it came, if it ceases to answer."""
    library, findings = Library(), Findings({}, set())
    try:
        for doi, updates in crossref_updates.read(sorted(library.by_doi)):
            report.read += 1
            for pk in library.by_doi[doi]:
                findings.answered.add(pk)
                if updates:
                    findings.updates[pk] = list(updates)
    except WebError as error:
        report.problem = str(error)
    return findings


def keep(findings: Findings, report: Report, is_dry_run: bool) -> None:
    """Store what was found. Each work is a transaction of its own: nobody else waits for all of them."""
    report.matched = len(findings.updates)
    said_before = StatusNotice.objects.filter(source=report.register, recorded_by="")
    works = findings.updates.keys() | (findings.answered & set(said_before.values_list("reference", flat=True)))
    with transaction.atomic() if is_dry_run else nullcontext():
        for pk in sorted(works):
            keep_of_work(pk, findings, report)
        if is_dry_run:
            transaction.set_rollback(True)


@transaction.atomic
def keep_of_work(pk: int, findings: Findings, report: Report) -> None:
    """Make, change and withdraw the notices of one work, and let its status follow."""
    reference = Reference.objects.select_for_update().filter(pk=pk).first()
    if reference is None:  # deleted since the library was loaded
        return
    notices = reference.notices.filter(source=report.register, recorded_by="")
    held = {notice.source_id: notice for notice in notices}
    updates = findings.updates.get(pk, [])
    holding, is_changed = standing(updates), False
    for update in worst_of_each(updates):
        notice = held.pop(update.source_id, None)
        if notice is None:
            notice = StatusNotice(reference=reference, source=report.register, source_id=update.source_id)
        is_changed |= kept(notice, update, report, holds=update in holding)
    if pk in findings.answered:
        for notice in held.values():
            is_changed |= withdrawn(notice, report)
    if is_changed:
        reference.refresh_status()


def worst_of_each(updates: list[Update]) -> list[Update]:
    """One update for each name that the register gave; a reinstatement is no notice of its own."""
    named: dict[str, Update] = {}
    for update in updates:
        other = named.setdefault(update.source_id, update)
        if update.status.severity > other.status.severity:
            named[update.source_id] = update
    return [update for update in named.values() if update.status != Status.NORMAL]


def kept(notice: StatusNotice, update: Update, report: Report, *, holds: bool) -> bool:
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
        (report.new if is_new else report.changed).append(change(notice))
    return (not holds and withdrawn(notice, report)) or is_changed


def withdrawn(notice: StatusNotice, report: Report) -> bool:
    """Withdraw a notice, unless that is done or an editor upheld it."""
    if notice.withdrawn_at or notice.judgement == StatusNotice.Judgement.UPHELD:
        return False
    notice.withdrawn_at = timezone.now()
    notice.save(update_fields=["withdrawn_at"])
    report.withdrawn.append(change(notice))
    return True


def change(notice: StatusNotice) -> Change:
    return Change(notice.reference.key, notice.status, notice.source, notice.source_id)
