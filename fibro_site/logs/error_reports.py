"""Mails an error to whoever runs the site (ADMINS): what its log line says, and no more than that.

A fault that every visitor meets would be mailed for each of them. So the same error is mailed once an hour at most, the
others are counted, and no more emails than a number go out in an hour, whatever there is to tell.
"""

import fcntl
import json
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from django.conf import settings
from django.core.mail import mail_admins

from fibro_site.logs.formatters import write_text
from fibro_site.logs.records import LogFacts, read_facts

REPORTS_AN_HOUR = 20
HOUR_SECONDS = 3600.0
# How many errors are told apart. Of older ones it is forgotten that they were mailed.
MAX_KNOWN_ERRORS = 200

logger = logging.getLogger(__name__)


@dataclass
class ReportBook:
    """Which errors were mailed when (seconds since 1970), and how often each came since."""

    mailed: dict[str, float] = field(default_factory=dict)
    unmailed: dict[str, int] = field(default_factory=dict)

    def note(self, error: str, now: float) -> int | None:
        """Count an error. Return None if it is not to be mailed now; else how many of it were not mailed before."""
        self.forget_future(now)
        in_this_hour = sum(now - at < HOUR_SECONDS for at in self.mailed.values())
        last = self.mailed.get(error)
        if in_this_hour >= REPORTS_AN_HOUR or (last is not None and now - last < settings.ERROR_REPORT_SECONDS):
            self.unmailed[error] = self.unmailed.get(error, 0) + 1
            self.forget_oldest()
            return None
        self.mailed[error] = now
        self.forget_oldest()
        return self.unmailed.pop(error, 0)

    def forget_future(self, now: float) -> None:
        """Forget what was mailed in the future: the clock was set back."""
        self.mailed = {error: at for error, at in self.mailed.items() if at <= now}

    def forget_oldest(self) -> None:
        for known in (self.mailed, self.unmailed):
            while len(known) > MAX_KNOWN_ERRORS:
                del known[next(iter(known))]


class ReportLimits:
    """The book, in a file that all processes of this machine's side share; in memory, where it cannot be written."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self.folder = folder
        self.clock = clock
        self.book = ReportBook()

    def note(self, error: str) -> int | None:
        """Do as `ReportBook.note` does, for all processes together."""
        try:
            with self.opened_file() as descriptor:
                self.book = read_book(descriptor) or self.book
                count = self.book.note(error, self.clock())
                write_book(descriptor, self.book)
                return count
        except OSError:
            return self.book.note(error, self.clock())

    @contextmanager
    def opened_file(self) -> Iterator[int]:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.folder / "reports.json", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
        finally:
            os.close(descriptor)


def read_book(descriptor: int) -> ReportBook | None:
    """Return what a file says; None if it is empty, or if a full disk has cut it."""
    try:
        found = json.loads(os.pread(descriptor, os.fstat(descriptor).st_size, 0))
        return ReportBook(
            {str(error): float(at) for error, at in found["mailed"].items()},
            {str(error): int(count) for error, count in found["unmailed"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def write_book(descriptor: int, book: ReportBook) -> None:
    text = json.dumps({"mailed": book.mailed, "unmailed": book.unmailed}).encode()
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, text, 0)


class ErrorReportHandler(logging.Handler):
    """Mails each record to ADMINS, unless the same was mailed lately."""

    def __init__(self, folder: Path) -> None:
        super().__init__(logging.ERROR)
        self.limits = ReportLimits(folder)

    def createLock(self) -> None:  # noqa: N802 -- the name is logging's
        """Have no lock: while one thread waits for a mail server, others must be able to log."""
        self.lock = None

    def filter(self, record: logging.LogRecord) -> bool:
        """Leave out what any stranger can cause, and all of it if nobody is to be told."""
        return bool(settings.ADMINS) and not record.name.startswith("django.security")

    def emit(self, record: logging.LogRecord) -> None:
        with suppress(RecursionError):
            facts = read_facts(record)
            count = self.limits.note(identify_error(record, facts))
            if count is not None:
                self.send(facts, count)

    def send(self, facts: LogFacts, count: int) -> None:
        try:
            mail_admins(f"{facts.level}: {facts.message}"[:120], write_report(facts, count))
        except Exception as error:  # noqa: BLE001 -- whatever a mail server does, what was to be reported has priority
            logger.warning("An error report could not be sent: %s", type(error).__name__)


def identify_error(record: logging.LogRecord, facts: LogFacts) -> str:
    """Return what two records have in common that tell of the same error: where it is, whatever it was about."""
    place = f"{facts.frames[-1].filename}:{facts.frames[-1].lineno}" if facts.frames else ""
    told = "\n".join((record.name, f"{record.pathname}:{record.lineno}", facts.error, place))
    return blake2b(told.encode(errors="replace"), digest_size=12).hexdigest()


def write_report(facts: LogFacts, count: int) -> str:
    parts = [write_text(facts)]
    if facts.view:
        parts.append(f"View: {facts.view}, {facts.method}")
    parts.append(f"Site: {settings.BASE_URL}, role {settings.ROLE}, version {settings.VERSION}")
    if count:
        parts.append(f"The same happened {count} times more since it was last mailed.")
    parts.append(f"The same error is mailed every {settings.ERROR_REPORT_SECONDS / 60:g} minutes at most.")
    return "\n\n".join(parts) + "\n"
