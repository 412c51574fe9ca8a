"""Visitors send their answers while services fail: nothing is lost and nothing is doubled.

The site runs as `make run` starts it, and each of its processes is killed, stopped and starved. The SMTP server is
real, and so are a webhook's receiver, a FHIR server, the database and the broker: SQLite and files by default, a
PostgreSQL of the test's own if DATABASE_URL names one, and Redis or RabbitMQ through a line that can be cut if
CELERY_BROKER_URL names one. The site's folder is on a small disk, and its processes read a clock that can be moved; a
machine that allows no such thing is told so, and the rest is tried.
"""

import os
import queue
import random
import threading
import time
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.intake.delivery.breakable_services import PostgresServer
from tests.intake.delivery.breakable_site import FAULTS, SEED, Site
from tests.processes import wait_until

pytestmark = [pytest.mark.faults, pytest.mark.processes, pytest.mark.xdist_group("processes")]
# A fifth of what `make faults` runs: at least one fault of every kind.
SUBMISSIONS = int(os.environ.get("SUBMISSIONS", "200"))
BROKEN = int(os.environ.get("FAULTS", "24"))
# Each is told to the mailbox, and each fourth, in German, to a webhook and a FHIR server too.
EXPECTED = {"email": SUBMISSIONS, "webhook": SUBMISSIONS // 4, "FHIR": SUBMISSIONS // 4}
LONGEST_REFUSAL = 2.0  # seconds
VISITORS = 6
DOUBLE_CLICKS = 40  # the number of drafts that are sent twice at the same moment
CONFIRMATION = "/eligibility/confirmation/"  # in German it begins with another folder
MARKER = "Canary-b1946ac9"


@dataclass
class Ledger:
    """The responses that the visitors got."""

    accepted: set[str] = field(default_factory=set)
    answers: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)

    def describe_missing(self) -> str:
        told = f"visitors were told {dict(self.answers)}"
        return f"more than {len(self.accepted)} accepted, after {list(self.faults)}; {told}"


def choose_faults(chance: random.Random, impossible: Collection[str]) -> list[str]:
    """Choose each kind once and the rest by its share, in random order."""
    shares = {name: share for name, (_, share) in FAULTS.items() if name not in impossible}
    chosen = [*shares, *chance.choices(list(shares), list(shares.values()), k=max(BROKEN - len(shares), 0))]
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
                while not (answer := site.send(token)).endswith(CONFIRMATION) and not has_ended.is_set():
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
    impossible = site.find_impossible()
    faults = choose_faults(chance, impossible)
    sent_twice = [token for token in tokens[:DOUBLE_CLICKS] for _ in range(2)]
    ledger, started = Ledger(), time.monotonic()

    with visitors(site, sent_twice + tokens[DOUBLE_CLICKS:], ledger):
        for number, name in enumerate(faults):
            due = number * SUBMISSIONS // len(faults)
            wait_until(lambda due=due: len(ledger.accepted) >= due, 60, ledger.describe_missing)
            FAULTS[name][0](site)
            ledger.faults[name] += 1
        wait_until(lambda: len(ledger.accepted) == SUBMISSIONS, 60, ledger.describe_missing)
    last_fault = time.monotonic()
    wait_until(lambda: site.unsent() == 0, 60, site.describe_unsent)
    recovered = time.monotonic()

    sent = count_sent(site)
    print_ledger(site, ledger, seconds=recovered - started, recovery=recovered - last_fault)
    assert ledger.faults == Counter(faults)
    assert set(ledger.faults) == FAULTS.keys() - impossible.keys()
    assert site.line.longest_refusal <= LONGEST_REFUSAL
    # Every other response asked the visitor to come back, or there was none: never a broken page.
    assert {answer for answer in ledger.answers if not answer.startswith(("303", "503", "no answer"))} == set()
    assert len(ledger.accepted) == SUBMISSIONS
    for action, number in {"submitted": SUBMISSIONS, "exported": EXPECTED["FHIR"]}.items():
        entries = f"SELECT count(*) FROM intake_auditentry WHERE action = '{action}'"  # noqa: S608
        assert site.database.ask(entries) == number
    assert site.database.ask("SELECT count(*) FROM intake_submission") == SUBMISSIONS
    assert site.database.ask("SELECT count(*) FROM intake_delivery") == sum(EXPECTED.values())
    assert site.database.ask("SELECT count(*) FROM intake_draft WHERE submission_id IS NOT NULL") == SUBMISSIONS
    assert site.database.ask("SELECT count(DISTINCT submission_id) FROM intake_draft") == SUBMISSIONS
    # Nothing is missing, and what came twice has the same id.
    assert {name: len(ids) for name, ids in sent.items()} == EXPECTED
    assert site.inside("chain") is None
    assert site.house.process.poll() is None
    assert places_of_the_marker(site) == []


def count_sent(site: Site) -> dict[str, Counter[str]]:
    """Return how often each message came, by channel and by what its receiver would know it again by."""
    return {"email": site.mail.message_ids, "webhook": site.webhook.ids, "FHIR": site.fhir.ids}


def print_ledger(site: Site, ledger: Ledger, *, seconds: float, recovery: float) -> None:
    """Print what happened, and its row of the table in docs/performance.md."""
    sent = count_sent(site)
    for name, reason in site.find_impossible().items():
        print(f"\nnot tried: {name}, because {reason}")
    print(f"\nseed {SEED}; faults: {dict(ledger.faults)}; replies of the mail server: {dict(site.mail.replies)}")
    print(f"visitors were told: {dict(ledger.answers)}; longest refusal {site.line.longest_refusal:.2f} s")
    stored = site.database.ask("SELECT count(*) FROM intake_submission")
    missing = {name: EXPECTED[name] - len(ids) for name, ids in sent.items()}
    again = {name: sum(ids.values()) - len(ids) for name, ids in sent.items()}
    print(
        "| on | submissions | faults | kinds | lost | missing | sent again, same id | after the last fault | in all |"
    )
    print(
        f"| {site.name} | {len(ledger.accepted)} | {ledger.faults.total()} | {len(ledger.faults)} "
        f"| {len(ledger.accepted) - stored} | {join(missing)} | {join(again)} | {recovery:.1f} s | {seconds:.0f} s |"
    )


def join(numbers: dict[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in numbers.items())


def places_of_the_marker(site: Site) -> list[str]:
    """Where a visitor's words could be read: the database, the logs, the broker's folder, the emails, the processes."""
    folders = [site.var, *([site.database.folder] if isinstance(site.database, PostgresServer) else [])]
    files = [site.log, *(file for folder in folders for file in folder.rglob("*"))]
    files += [Path(f"/proc/{pid}/{name}") for pid in site.house.family() for name in ("cmdline", "environ")]
    places = [str(file) for file in files if holds_the_marker(file)]
    told = [*site.mail.letters, *(asked.body for asked in site.webhook.server.asked)]
    return places + ["an email or a webhook" for message in told if MARKER.encode() in message]


def holds_the_marker(file: Path) -> bool:
    try:
        return file.is_file() and MARKER.encode() in file.read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        # The site still runs, so a file may have been deleted, or a process have ended, since it was listed.
        return False
