"""Checks before anything is set up: is this Python new enough, is the folder writable and no site in it, the port free?

    python3 -I fibro_site/setup/preflight.py [--port]

With -I, so that no module of this folder shadows one of Python's own. The system's Python runs it before there is a
virtual environment, so it uses only old, standard Python. It prints the first problem on standard error and exits with
1, or prints nothing.
"""

import fcntl
import os
import socket
import sys
import tempfile

FIRST_OPEN_PORT = 1024  # those below are root's
OLDEST_PYTHON = (3, 11)
CODE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # noqa: PTH100, PTH120 -- see above


def run_preflight() -> None:
    complaint = (
        check_python_version()
        or check_venv()
        or check_folder(os.environ.get("FIBRO_VAR") or "var")
        or ("--port" in sys.argv and check_other_site(os.environ.get("FIBRO_VAR") or "var"))
        or ("--port" in sys.argv and check_port(os.environ.get("PORT") or "8000"))
    )
    if complaint:
        sys.exit(complaint)


def check_python_version() -> "str | None":
    if sys.version_info[:2] < OLDEST_PYTHON:
        return "Python {}.{} is too old: this site needs {}.{} or newer (set PYTHON=/path/to/python3).".format(
            *(sys.version_info[:2] + OLDEST_PYTHON)
        )
    return None


def check_venv() -> "str | None":
    try:
        import ensurepip  # noqa: F401, PLC0415 -- whether it can be imported is the question
        import venv  # noqa: F401, PLC0415
    except ImportError:
        return "This Python cannot make a virtual environment: install its venv package (Debian: python3-venv)."
    return None


def check_folder(folder: str) -> "str | None":
    """Try to write a temporary file into the folder, or into the nearest existing one above it.

    The folder of the code is refused: its own static/ and locale/ would be written over.
    """
    nearest = os.path.abspath(folder)  # noqa: PTH100 -- see the module's docstring
    if os.path.realpath(nearest) == os.path.realpath(CODE):
        return f"FIBRO_VAR={folder} is the folder of the code. Choose another, such as FIBRO_VAR=var."
    while not os.path.lexists(nearest):
        nearest = os.path.dirname(nearest)  # noqa: PTH120
    try:
        tempfile.TemporaryFile(dir=nearest).close()
    except OSError as error:
        return f"FIBRO_VAR={folder} cannot be written: {error.strerror} ({nearest})."
    return None


def check_other_site(folder: str) -> "str | None":
    """Look at the lock that a running site holds (fibro_site/processes/folder_claim.py)."""
    try:
        with open(os.path.join(folder, "run.lock"), "rb") as lock:  # noqa: PTH118, PTH123 -- see the module's docstring
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return f"A site runs in {folder} already. Stop it, or choose another: make run FIBRO_VAR=var-2 PORT=8001"
    except OSError:
        return None  # none was ever there
    return None


def check_port(port: str) -> "str | None":
    if not port.isdecimal() or not 0 < int(port) < 65536:
        return f"PORT={port} is not a port number (1 to 65535)."
    with socket.socket() as probe:
        # Like the server: a port in TIME_WAIT is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((os.environ.get("HOST") or "127.0.0.1", int(port)))
        except OSError as error:
            other = int(port) + 1 if int(port) >= FIRST_OPEN_PORT else int(port) + 8000
            return f"Port {port} cannot be used: {error.strerror}. Choose another: make run PORT={other}"
    return None


if __name__ == "__main__":
    run_preflight()
