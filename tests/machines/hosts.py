"""Hosts of one site: each a folder and a port of its own, all with the same database, broker, cache and bucket."""

import http.client
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.processes import House, wait_until
from tests.running_site import ROOT, environment, free_port

# A deploy changes it: the style sheet of every page.
STYLE_SHEET = "static/css/site.css"


@dataclass
class Host:
    """A machine: what is on its disk, and the processes of `make run`, with two web servers and two workers."""

    var: Path
    settings: dict[str, str]
    code: Path = ROOT
    port: int = field(default_factory=free_port)
    house: House | None = None

    @property
    def environment(self) -> dict[str, str]:
        return environment(self.var, self.port) | self.settings

    def run(self, *arguments: str) -> str:
        """Run Python with the code of this host, and return what it prints."""
        command = [sys.executable, *arguments]
        done = subprocess.run(command, cwd=self.code, env=self.environment, check=False, capture_output=True, text=True)
        assert done.returncode == 0, f"{arguments}: {done.stdout[-2000:]}{done.stderr[-4000:]}"
        return done.stdout

    def inside(self, *arguments: str) -> Any:
        return json.loads(self.run("-m", "tests.intake.inside", *arguments))

    def prepare(self, *options: str) -> None:
        self.run("-m", "fibro_site.setup.bootstrap", str(self.var))
        self.run("manage.py", "prepare", *options)

    def start(self) -> None:
        """Start all processes, and wait until the host is ready."""
        self.house = House(self.environment, self.var / "site.log", code=self.code)
        wait_until(lambda: self.ask("/health/ready/")[0] == 200, 90, lambda: (self.var / "site.log").read_text("utf-8"))

    def stop(self) -> None:
        if self.house:
            self.house.stop()
        self.house = None

    def ask(self, path: str) -> tuple[int, bytes]:
        """Ask this host itself. The status is 0 if nobody answers."""
        return ask(self.port, path)

    def copy(self, other: "Host", name: str) -> None:
        """Bring a folder of another host here, as somebody who sets up a machine does with its keys."""
        shutil.copytree(other.var / name, self.var / name)


def ask(
    port: int, path: str, *, method: str = "GET", body: str = "", headers: dict[str, str] | None = None
) -> tuple[int, bytes]:
    """Make one request on a connection of its own, and return status and content. 0 if there is no answer."""
    web = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        web.request(method, path, body or None, {"Connection": "close", **(headers or {})})
        response = web.getresponse()
        return response.status, response.getheader("Location", "").encode() or response.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        web.close()


def copy_as_new_release(folder: Path) -> Path:
    """Return a copy of the code whose style sheet is another one, so that its hashed name is, too."""
    ignored = shutil.ignore_patterns(".git", ".venv", "var", ".test-var", "__pycache__", "screenshots", ".*_cache")
    code = shutil.copytree(ROOT, folder, ignore=ignored, symlinks=True)
    style = code / STYLE_SHEET
    style.write_text(style.read_text("utf-8") + "\n.of-the-new-release { color: inherit; }\n", encoding="utf-8")
    return code


def is_postgres() -> bool:
    return os.environ.get("DATABASE_URL", "").startswith("postgres")
