"""Two web processes: whichever Prometheus asks tells what both counted, also after one was killed."""

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests import running_site
from tests.processes import ROOT, wait_until

pytestmark = pytest.mark.processes

TOKEN = "a-token-of-the-tests-alone"
REQUESTS = 40


@dataclass(frozen=True)
class Server:
    port: int
    folder: Path

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        """Return what a new connection gets: any of the processes takes it."""
        web = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        web.request("GET", path, headers=headers)
        response = web.getresponse()
        found = response.status, response.read().decode()
        web.close()
        return found

    def answers(self) -> bool:
        try:
            return self.get("/health/live/")[0] == 200
        except OSError:
            return False

    def count(self) -> float:
        """Return how often `/robots.txt` was asked for, as whichever process takes this connection tells it."""
        _, text = self.get("/metrics/", Authorization=f"Bearer {TOKEN}")
        samples = [each for family in text_string_to_metric_families(text) for each in family.samples]
        wanted = ("fibro_request_seconds_count", {"view": "robots"})
        return next((each.value for each in samples if (each.name, each.labels) == wanted), 0.0)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Start the web server alone, without a database: what is counted needs none."""
    server = Server(running_site.free_port(), tmp_path / "var/cache/metrics-staff")
    env = running_site.environment(tmp_path / "var", server.port) | {
        "DATABASE_URL": f"sqlite:///{tmp_path}/none.sqlite3",
        "METRICS_TOKEN": TOKEN,
        "DEBUG": "1",
    }
    subprocess.run(
        [sys.executable, "-m", "fibro_site.setup.bootstrap", env["FIBRO_VAR"]], cwd=ROOT, env=env, check=True
    )
    with (tmp_path / "web.log").open("wb") as log:
        command = [sys.executable, "-m", "fibro_site.processes.web_server"]
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_until(server.answers, 60, "it answers")
        yield server
    finally:
        process.terminate()
        process.wait(20)


def find_holder(lock: Path) -> int | None:
    """Return the process that holds a lock, as the kernel lists them, if any does."""
    inode = str(lock.stat().st_ino)
    rows = [line.split() for line in Path("/proc/locks").read_text().splitlines()]
    return next((int(row[4]) for row in rows if row[5].rpartition(":")[2] == inode), None)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="finds the process in Linux's list of locks")
def test_every_process_tells_what_all_counted(server: Server) -> None:
    for _ in range(REQUESTS):
        server.get("/robots.txt")
    locks = [server.folder / name for name in ("0.lock", "1.lock")]
    wait_until(lambda: all(lock.exists() for lock in locks), 30, "both processes have a file")
    for _ in range(6):
        wait_until(lambda: server.count() == REQUESTS, 30, "all is counted")
    files = sorted(path.name for path in server.folder.iterdir())
    killed = find_holder(locks[0])
    assert killed
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: find_holder(locks[0]) not in {None, killed}, 60, "another process counts on")
    for _ in range(6):
        wait_until(lambda: server.count() == REQUESTS, 30, "none is lost")
    assert sorted(path.name for path in server.folder.iterdir()) == files
