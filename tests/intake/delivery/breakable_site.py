"""The running site, of which a test can break each part that a submission passes through."""

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from tests import running_site
from tests.intake.delivery.breakable_machine import MovableClock, SmallDisk
from tests.intake.delivery.breakable_programs import WEBHOOK_SECRET, make_fhir_server, make_webhook_program
from tests.intake.delivery.breakable_services import DistantBroker, FolderBroker, PostgresServer, SqliteFile
from tests.intake.mail_server import CUT, SLOW, MailServer
from tests.processes import (
    House,
    command_line,
    fill_memory,
    happens_within,
    is_running,
    seconds_since_start,
    wait_until,
)
from tests.references.web.server import reply, reset

SEED = int(os.environ.get("FAULTS_SEED", "20161"))
CSRF = "0123456789abcdefghijABCDEFGHIJ01"
SHORT_WAITS = {
    "EMAIL_TIMEOUT": "0.7",
    "DELIVERY_WEB_SECONDS": "0.7",
    "DRAIN_INTERVAL_SECONDS": "1",
    "OUTBOX_LEASE_SECONDS": "4",
    "OUTBOX_DRAIN_SECONDS": "5",
    "OUTBOX_HINT_SECONDS": "1",
    "OUTBOX_FIRST_WAIT_SECONDS": "0.2",
    "OUTBOX_LONGEST_WAIT_SECONDS": "1",
    "OUTBOX_OUTAGE_WAIT_SECONDS": "0.5",
}
SMTP_ODDS = {"451 try later": 0.10, "452 no room": 0.06, CUT: 0.05, SLOW: 0.02}


class Site:
    """The parts that a submission passes through, each of which can be broken."""

    def __init__(self, folder: Path, chance: random.Random, stack: ExitStack) -> None:
        self.var = var = folder / "var"
        self.var.mkdir()
        self.chance = chance
        self.answered_503 = 0
        self.disk = SmallDisk(var, folder / "disk.img")
        stack.callback(self.disk.unmount)
        self.clock = MovableClock(folder / "clock")
        self.mail = MailServer(slowness=1)
        self.mail_port = running_site.free_port()
        self.mail_stack = stack.enter_context(ExitStack())
        self.mail_stack.enter_context(self.mail.listening(port=self.mail_port))
        self.mail.fail_at_random(SMTP_ODDS, SEED)

        self.webhook, self.fhir = make_webhook_program(), make_fhir_server()
        stack.callback(self.webhook.close)
        stack.callback(self.fhir.close)

        self.database = PostgresServer() if is_postgres() else SqliteFile(var, self.disk)
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
            "ANSWERS_ALLOWED_HOSTS": f"127.0.0.1:{self.fhir.server.port}",
            "DELIVERY_ALLOWED_HOSTS": f"127.0.0.1:{self.webhook.server.port},127.0.0.1:{self.fhir.server.port}",
            **SHORT_WAITS,
            **self.clock.environment,
        }
        self.prepare()
        # Not on the disk that is filled: it tells what happened meanwhile.
        self.log = folder / "site.log"
        self.house = House(self.env, self.log)
        stack.callback(self.house.stop)
        self.line = Line(self.port)
        stack.callback(self.line.close)
        wait_until(self.line.is_open, 60, "the site listens")

    @property
    def name(self) -> str:
        """The database and the broker, as a person calls them."""
        broker = urlsplit(self.broker.url).scheme
        return (
            f"{'PostgreSQL' if is_postgres() else 'SQLite'} + "
            f"{ {'filesystem': 'files', 'redis': 'Redis', 'amqp': 'RabbitMQ'}[broker] }"
        )

    def prepare(self) -> None:
        # Collecting the static files takes long and gives the same each time.
        kept = Path(settings.STATIC_ROOT).with_name("static-of-processes")
        kept.mkdir(exist_ok=True)
        (self.var / "static").symlink_to(kept)
        self.run("fibro_site.setup.bootstrap", str(self.var))
        subprocess.run(
            [sys.executable, "manage.py", "prepare", "--no-demo"], cwd=running_site.ROOT, env=self.env, check=True
        )
        self.inside("receivers", self.webhook.url, WEBHOOK_SECRET, self.fhir.url)

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
        # The response of granian itself while it lacks the memory to call the application.
        if body == b"Internal server error":
            return "no answer"
        self.answered_503 += response.status == HTTPStatus.SERVICE_UNAVAILABLE
        return f"{response.status} {response.getheader('Location', '')}".strip()

    def unsent(self) -> int:
        return self.database.ask("SELECT count(*) FROM intake_delivery WHERE state <> 'sent'")

    def describe_unsent(self) -> str:
        """Say what is left, what holds it up, which processes live, and what became of them lately."""
        lines = ["every notice sent. Left are:", *self.inside("unsent"), "These processes live, for so many seconds:"]
        lines += [f"{seconds_since_start(pid):.0f} s {' '.join(command_line(pid))}" for pid in self.house.family()]
        log = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        lines += [
            "The supervisors said last:",
            *[line for line in log if "restarting" in line or "killing" in line][-20:],
        ]
        return "\n".join(lines)

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

    def fill_disk(self) -> None:
        """Leave no room until a visitor was asked to come back later."""
        before = self.answered_503
        with self.disk.full(), self.database.without_room():
            happens_within(lambda: self.answered_503 > before, 5)

    def move_clock(self) -> None:
        self.clock.move_and_back(3600, meanwhile=2)

    def find_impossible(self) -> dict[str, str]:
        """Return the faults that this machine allows no test to make, each with the reason."""
        reason = self.disk.why_not or self.database.disk.why_not
        return {DISK_FULL: reason} if reason else {}


DISK_FULL = "disk full"
HTML = reply(b"<h1>Welcome</h1>", type_="text/html")
# How often each comes, as a share of all. Depth 0 is a supervisor, 1 its process, 2 the child that does a web server's
# work.
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
    "webhook receiver answers 500": (lambda site: site.webhook.spoil(reply(status=500)), 1),
    "webhook receiver answers too late": (lambda site: site.webhook.spoil_slowly(), 1),
    # It has the message, and says nothing of it.
    "webhook receiver breaks off": (lambda site: site.webhook.spoil(reset), 1),
    "FHIR server away": (lambda site: site.fhir.disappear(), 1),
    "FHIR server answers HTML": (lambda site: site.fhir.spoil(HTML), 1),
    "database away": (Site.lose_database, 2),
    DISK_FULL: (Site.fill_disk, 1),
    "clock moved": (Site.move_clock, 1),
}


class Line:
    """Connects repeatedly and records the longest time during which nobody listened."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.longest_refusal = 0.0
        self.has_ended = threading.Event()
        self.thread = threading.Thread(target=self.watch)

    def is_open(self) -> bool:
        """Return whether somebody listens, and start watching once somebody does."""
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


def is_postgres() -> bool:
    return os.environ.get("DATABASE_URL", "").startswith("postgres")
