"""The first problem before the start is reported in one line, and nothing is created."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from fibro_site.setup import preflight

SCRIPT = Path(preflight.__file__)


def look(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", str(SCRIPT), *arguments],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def complaint(result: subprocess.CompletedProcess[str]) -> str:
    """Return the one line that was printed. Fails unless it was one, with a refusal."""
    assert result.returncode == 1
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    return line


def test_silent_without_problems(tmp_path: Path) -> None:
    result = look(FIBRO_VAR=str(tmp_path / "not" / "yet"))
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


def test_port_in_use_is_reported(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"Port {port} cannot be used" in complaint(look("--port", PORT=port, FIBRO_VAR=str(tmp_path)))


@pytest.mark.parametrize("port", ["eighty", "0", "70000", "-1", "²"])
def test_invalid_port_is_reported(port: str, tmp_path: Path) -> None:
    assert "is not a port number" in complaint(look("--port", PORT=port, FIBRO_VAR=str(tmp_path)))


@pytest.mark.parametrize("folder", ["/proc/fibro", "/dev/null/var"])
def test_unwritable_folder_is_reported(folder: str) -> None:
    assert f"FIBRO_VAR={folder} cannot be written" in complaint(look(FIBRO_VAR=folder))


def test_folder_of_the_code_is_refused() -> None:
    assert "is the folder of the code" in complaint(look(FIBRO_VAR=str(SCRIPT.parents[2])))
    assert "is the folder of the code" in complaint(look(FIBRO_VAR=f"{SCRIPT.parent}/../.."))


def test_old_python_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    assert preflight.check_python_version() == (
        "Python 3.9 is too old: this site needs 3.11 or newer (set PYTHON=/path/to/python3)."
    )
