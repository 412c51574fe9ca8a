"""What a page from the cache costs, beside the same bytes from an application that does nothing else.

`python -m tools.speed.cached [FOLDER]` prints it. FOLDER is that of a site that is there already. Servers with one
worker each are asked in turn by `wrk`: our own with the article, granian with bare bytes, by either of its interfaces,
and gunicorn's sync worker with the same, which is installed into an environment that is deleted afterwards.

Processor time is of the server alone, so that it says something on a machine that does other work too; requests a
second are what wrk saw.
"""

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.running_site import ROOT, environment, free_port
from tools.speed.idle import TICKS_A_SECOND, list_descendants, read_ticks_of
from tools.speed.uncached import ARTICLE, prepare_site

BARE = "tools.speed.bare_bytes"
ROUNDS = 5
SECONDS_A_ROUND = 3
CONNECTIONS = 8


@dataclass
class Server:
    """A server with one worker, and what it took in each round."""

    pid: int
    url: str
    microseconds: list[float] = field(default_factory=list)
    requests_a_second: list[float] = field(default_factory=list)

    def measure(self) -> None:
        """Ask for one round."""
        before = self.read_seconds()
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS_A_ROUND}s", "-H", "Accept-Encoding: br", self.url]
        report = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert "Non-2xx" not in report, report
        requests = int(found[1]) if (found := re.search(r"(\d+) requests in", report)) else 0
        self.microseconds.append((self.read_seconds() - before) / requests * 1_000_000)
        self.requests_a_second.append(requests / SECONDS_A_ROUND)

    def read_seconds(self) -> float:
        return sum(map(read_ticks_of, [self.pid, *list_descendants(self.pid)])) / TICKS_A_SECOND


@contextmanager
def serve(command: list[str], port: int, path: str, env: Mapping[str, str]) -> Iterator[Server]:
    url = f"http://127.0.0.1:{port}{path}"
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
    try:
        wait_for_page(url, process)
        yield Server(process.pid, url)
    finally:
        process.terminate()
        process.wait(30)


def wait_for_page(url: str, process: subprocess.Popen[bytes]) -> None:
    while True:
        assert process.poll() is None, f"no server for {url}"
        try:
            fetch_compressed(url)
        except OSError:
            time.sleep(0.1)
        else:
            return


def fetch_compressed(url: str) -> bytes:
    request = urllib.request.Request(url, headers={"Accept-Encoding": "br"})  # noqa: S310 -- our own server
    with urllib.request.urlopen(request, timeout=300) as response:  # noqa: S310 -- the same
        body: bytes = response.read()
        return body


def install_gunicorn(folder: Path) -> Path | None:
    """Return gunicorn in an environment of its own, or None if it cannot be had."""
    python = folder / "bin/python"
    commands = [
        [sys.executable, "-m", "venv", "--without-pip", str(folder)],
        ["uv", "pip", "install", "--quiet", "--python", str(python), "gunicorn"],
    ]
    try:
        for command in commands:
            subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return folder / "bin/gunicorn"


def compare_servers(var: Path) -> dict[str, Server]:
    """Ask each server in turn, and return them by their names. Without gunicorn there are two."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fibro-cached-")))
        port = free_port()
        env = environment(var, port) | {"WEB_WORKERS": "1"}
        web_server = [sys.executable, "-m", "fibro_site.processes.web_server"]
        servers = {"site": stack.enter_context(serve(web_server, port, ARTICLE, env))}
        body = folder / "body"
        body.write_bytes(fetch_compressed(servers["site"].url))
        bare = {**os.environ, "BARE_BODY": str(body), "PYTHONPATH": str(ROOT)}
        granian = [sys.executable, "-m", "granian", "--workers", "1", "--no-ws", "--interface"]
        for interface, application in {"wsgi": "application", "rsgi": "rsgi_application"}.items():
            port = free_port()
            command = [*granian, interface, "--port", str(port), f"{BARE}:{application}"]
            servers[f"granian by {interface}"] = stack.enter_context(serve(command, port, "/", bare))
        if gunicorn := install_gunicorn(folder / "venv"):
            port = free_port()
            command = [str(gunicorn), "--workers", "1", "--bind", f"127.0.0.1:{port}", f"{BARE}:application"]
            servers["gunicorn"] = stack.enter_context(serve(command, port, "/", bare))
        for _ in range(ROUNDS):
            for server in servers.values():
                server.measure()
    return servers


def main() -> None:
    if not shutil.which("wrk"):
        sys.exit("wrk is not installed.")
    with tempfile.TemporaryDirectory(prefix="fibro-cached-") as folder:
        var = Path(sys.argv[1] if len(sys.argv) > 1 else folder)
        if len(sys.argv) == 1:
            prepare_site(ROOT, var)
        servers = compare_servers(var)
    for name, server in servers.items():
        spent, served = statistics.median(server.microseconds), statistics.median(server.requests_a_second)
        print(f"{name}: {spent:.0f} us of processor time a request, {served:.0f} requests a second")
    site = servers.pop("site")
    for name, server in servers.items():
        cheaper = statistics.median(server.microseconds) / statistics.median(site.microseconds)
        faster = statistics.median(site.requests_a_second) / statistics.median(server.requests_a_second)
        print(f"site over {name}: {cheaper:.2f} times by processor time, {faster:.2f} by requests a second")


if __name__ == "__main__":
    main()
