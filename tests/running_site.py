"""Runs the real site in processes of its own: web, workers and beat as `make run` starts them, in a folder of its own.

The browser tests, the benchmark and the screenshots use it. It listens on 127.0.0.1 only.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "a password for the demo"
BIN = ROOT / ".venv/bin"
# What Django's file backend writes after each email.
END_OF_LETTER = f"\n{'-' * 79}\n"


@dataclass(frozen=True)
class Site:
    url: str
    var: Path
    log: Path

    def mails(self) -> list[str]:
        """Return each email. Two of the same second may be in one file."""
        files = [file.read_text(encoding="utf-8") for file in sorted((self.var / "mail").iterdir())]
        return [letter for file in files for letter in file.split(END_OF_LETTER)[:-1]]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def bare_environment(role: str, var: Path, **settings: str) -> dict[str, str]:
    """Return the environment of a process of this role in this folder, with nothing else from this machine."""
    return {
        "PATH": os.environ["PATH"],
        "FIBRO_VAR": str(var),
        "FIBRO_ENV_FILE": os.devnull,
        "FIBRO_ROLE": role,
        "DJANGO_SETTINGS_MODULE": "fibro_site.settings",
        **settings,
    }


def run_python(*arguments: str, role: str, var: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of this role in this folder, from the root of the checkout."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=bare_environment(role, var, **settings),
        capture_output=True,
        text=True,
        check=False,
    )


def environment(var: Path, port: int) -> dict[str, str]:
    return {
        **os.environ,
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "FIBRO_VAR": str(var),
        "FIBRO_ENV_FILE": os.devnull,
        "FIBRO_BASE_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "WEB_WORKERS": "2",
        "DEMO_PASSWORD": PASSWORD,
        "DJANGO_SETTINGS_MODULE": "fibro_site.settings",
        "FIBRO_ROLE": "all",
        # It sends no request beyond this machine.
        "CROSSREF_URL": "",
        "PUBMED_URL": "",
        "RETRACTION_WATCH_CSV": "",
        "LINK_CHECK_DAYS": "0",
        # Scripts answer faster than people, and all of them have one IP address.
        "LEAST_SECONDS_A_STEP": "0",
        "SENDS_AT_ONCE": "10000",
        "STARTS_AT_ONCE": "10000",
    }


@contextmanager
def running(var: Path, **settings: str) -> Iterator[Site]:
    """Prepare and start the site, wait until it answers, give it, and stop it at the end."""
    port = free_port()
    env = environment(var, port) | settings
    for command in (["python", "-m", "fibro_site.setup.bootstrap", str(var)], ["python", "manage.py", "prepare"]):
        subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
    log = var / "site.log"
    with log.open("wb") as output:
        top_process = subprocess.Popen(
            ["python", "-m", "fibro_site.processes.procfile"],
            cwd=ROOT,
            env=env,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            site = Site(url=f"http://127.0.0.1:{port}", var=var, log=log)
            wait_until_it_answers(site, top_process)
            yield site
        finally:
            top_process.send_signal(signal.SIGTERM)
            top_process.wait(30)


def wait_until_it_answers(site: Site, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(f"{site.url}/health/live/", timeout=2):  # noqa: S310 -- our own address
                return
        except (urllib.error.URLError, OSError):
            assert process.poll() is None, site.log.read_text(encoding="utf-8")
            assert time.monotonic() < deadline, site.log.read_text(encoding="utf-8")
            time.sleep(0.1)
