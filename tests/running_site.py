"""Runs the real site in processes of its own: web, workers and beat as `make run` starts them, in a folder of its own.

The browser tests, the benchmark and the screenshots use it. It listens on 127.0.0.1 only.
"""

import os
import secrets
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
from urllib.parse import urlsplit

import psycopg

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
    database: str

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
    """Return this machine's environment with the settings of a site, and without what the tests need themselves."""
    return {
        **{name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "FIBRO_VAR": str(var),
        "FIBRO_ENV_FILE": os.devnull,
        "FIBRO_BASE_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "WEB_WORKERS": "2",
        "DEMO_PASSWORD": PASSWORD,
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
def own_database(var: Path) -> Iterator[str]:
    """Give the URL of a database that no other site has: in this folder, or in the PostgreSQL that the tests run on."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield f"sqlite:///{var}/db.sqlite3"
        return
    name = f"site_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def running(var: Path, **settings: str) -> Iterator[Site]:
    """Prepare and start the site with a database of its own, wait until it answers, give it, and stop it at the end."""
    with own_database(var) as database, started(var, database, **settings) as site:
        yield site


@contextmanager
def started(var: Path, database: str, **settings: str) -> Iterator[Site]:
    port = free_port()
    env = environment(var, port) | {"DATABASE_URL": database} | settings
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
            site = Site(url=f"http://127.0.0.1:{port}", var=var, log=log, database=database)
            wait_until_it_answers(site, top_process)
            yield site
        finally:
            top_process.send_signal(signal.SIGTERM)
            top_process.wait(30)


@contextmanager
def served_as_localhost(site: Site, **settings: str) -> Iterator[Site]:
    """Start one more web server of a running site, with other settings, and give its URL, whose host is a name.

    It listens on 127.0.0.1 like all; but browsers make passkeys for names alone.
    """
    port = free_port()
    url = f"http://localhost:{port}"
    env = environment(site.var, port) | {
        "DATABASE_URL": site.database,
        "FIBRO_BASE_URL": url,
        "ALLOWED_HOSTS": "localhost",
        "WEB_WORKERS": "1",
    }
    with (site.var / f"web-{port}.log").open("wb") as output:
        server = subprocess.Popen(
            ["python", "-m", "fibro_site.processes.web_server"],
            cwd=ROOT,
            env=env | settings,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            named = Site(url=url, var=site.var, log=Path(output.name), database=site.database)
            wait_until_it_answers(named, server)
            yield named
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


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
