"""200 visitors send their answers while services fail: nothing is lost and nothing is doubled.

The site runs as `make run` starts it, and each of its processes is killed, stopped and starved. The SMTP server is
real, and so are the database and broker of the environment: SQLite and files by default, a PostgreSQL of the test's own
if DATABASE_URL names one, and Redis or RabbitMQ through a line that can be cut if CELERY_BROKER_URL names one.
"""

import os
import queue
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.intake.delivery.breakable_services import PostgresServer
from tests.intake.delivery.breakable_site import FAULTS, SEED, Site
from tests.processes import wait_until

pytestmark = [pytest.mark.faults, pytest.mark.processes, pytest.mark.xdist_group("processes")]
SUBMISSIONS = 200
# At least one of every kind; `make faults` runs more.
BROKEN = int(os.environ.get("FAULTS", "20"))
LONGEST_REFUSAL = 2.0  # seconds
VISITORS = 6
DOUBLE_CLICKS = 40  # the number of drafts that are sent twice at the same moment
MARKER = "Canary-b1946ac9"


@dataclass
class Ledger:
    """The responses that the visitors got."""

    accepted: set[str] = field(default_factory=set)
    answers: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)


def choose_faults(chance: random.Random) -> list[str]:
    """Choose each kind once and the rest by its share, in random order."""
    rest = [name for name, (_, times) in FAULTS.items() for _ in range(times - 1)]
    chosen = [*FAULTS, *chance.sample(rest, BROKEN - len(FAULTS))]
    chance.shuffle(chosen)
    return chosen


@pytest.fixture
def chance() -> random.Random:
    return random.Random(SEED)  # noqa: S311 -- a test that can be run again


@pytest.fixture
def site(tmp_path: Path, chance: random.Random) -> Iterator[Site]:
    with ExitStack() as stack:
        yield Site(tmp_path, chance, stack)


@contextmanager
def visitors(site: Site, tokens: list[str], ledger: Ledger) -> Iterator[None]:
    """Send the answers of visitors, repeatedly until the site says that they arrived."""
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
    for token in tokens:
        waiting.put(token)
    has_ended = threading.Event()

    def visit() -> None:
        with suppress(queue.Empty):
            while not has_ended.is_set():
                token = waiting.get_nowait()
                while (answer := site.send(token)) != "303 /eligibility/confirmation/" and not has_ended.is_set():
                    ledger.answers[answer] += 1
                    time.sleep(0.1)
                ledger.answers[answer] += 1
                ledger.accepted.add(token)

    threads = [threading.Thread(target=visit) for _ in range(VISITORS)]
    for thread in threads:
        thread.start()
    try:
        yield
        for thread in threads:
            thread.join(60)
    finally:
        has_ended.set()


def test_nothing_is_lost_or_doubled_while_services_fail(site: Site, chance: random.Random) -> None:
    tokens = site.inside("drafts", str(SUBMISSIONS), MARKER)
    faults = choose_faults(chance)
    sent_twice = [token for token in tokens[:DOUBLE_CLICKS] for _ in range(2)]
    ledger, started = Ledger(), time.monotonic()

    with visitors(site, sent_twice + tokens[DOUBLE_CLICKS:], ledger):
        for number, name in enumerate(faults):
            due = number * SUBMISSIONS // len(faults)
            wait_until(lambda due=due: len(ledger.accepted) >= due, 60, f"{due} accepted")
            FAULTS[name][0](site)
            ledger.faults[name] += 1
        wait_until(lambda: len(ledger.accepted) == SUBMISSIONS, 60, "everything accepted")
    last_fault = time.monotonic()
    wait_until(lambda: site.unsent() == 0, 60, "every notice sent")
    recovered = time.monotonic()

    message_ids = site.mail.message_ids
    print_ledger(site, ledger, seconds=recovered - started, recovery=recovered - last_fault)
    assert sum(ledger.faults.values()) == BROKEN
    assert set(ledger.faults) == set(FAULTS)
    assert site.line.longest_refusal <= LONGEST_REFUSAL
    # Every other response asked the visitor to come back, or there was none: never a broken page.
    assert {answer for answer in ledger.answers if not answer.startswith(("303", "503", "no answer"))} == set()
    assert len(ledger.accepted) == SUBMISSIONS
    for rows in ("intake_submission", "intake_delivery", "intake_auditentry WHERE action = 'submitted'"):
        assert site.database.ask(f"SELECT count(*) FROM {rows}") == SUBMISSIONS  # noqa: S608
    assert site.database.ask("SELECT count(*) FROM intake_draft WHERE submission_id IS NOT NULL") == SUBMISSIONS
    assert site.database.ask("SELECT count(DISTINCT submission_id) FROM intake_draft") == SUBMISSIONS
    assert len(message_ids) == SUBMISSIONS
    assert site.inside("chain") is None
    assert site.house.process.poll() is None
    assert places_of_the_marker(site) == []


def print_ledger(site: Site, ledger: Ledger, *, seconds: float, recovery: float) -> None:
    message_ids = site.mail.message_ids
    print(f"\n{type(site.database).__name__} and {type(site.broker).__name__}, seed {SEED}")
    print(f"faults: {dict(ledger.faults)}; replies of the mail server: {dict(site.mail.replies)}")
    print(f"visitors were told: {dict(ledger.answers)}")
    rows = site.database.ask("SELECT count(*) FROM intake_submission")
    print(
        f"accepted {len(ledger.accepted)} of {SUBMISSIONS}, rows {rows}, distinct notices {len(message_ids)}, "
        f"sent again {sum(message_ids.values()) - len(message_ids)}, "
        f"{seconds:.0f} s in all, {recovery:.1f} s after the last fault, "
        f"longest refusal {site.line.longest_refusal:.2f} s"
    )


def places_of_the_marker(site: Site) -> list[str]:
    """Where a visitor's words could be read: the database, the logs, the broker's folder, the emails."""
    folders = [site.var, *([site.database.folder] if isinstance(site.database, PostgresServer) else [])]
    places = [str(file) for folder in folders for file in folder.rglob("*") if holds_the_marker(file)]
    return places + ["a letter" for letter in site.mail.letters if MARKER.encode() in letter]


def holds_the_marker(file: Path) -> bool:
    try:
        return file.is_file() and MARKER.encode() in file.read_bytes()
    except FileNotFoundError:
        # The site still runs, so a file may have been deleted since the folder was listed.
        return False
