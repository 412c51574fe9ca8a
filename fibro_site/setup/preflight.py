"""Looks before anything is made: is this Python new enough, is the port free, can the folder be written?

    python3 -I fibro_site/setup/preflight.py [--port]

(-I, so that this folder's modules do not stand in for Python's own.) Run by the system's own Python before there is a
virtual environment, so it uses nothing but old standard Python. One line on standard error and exit code 1 for the
first thing that is wrong; not a word when all is well.
"""

import os
import socket
import sys
import tempfile

OLDEST_PYTHON = (3, 11)


def run_preflight() -> None:
    complaint = (
        check_python_version()
        or check_venv()
        or check_folder(os.environ.get("FIBRO_VAR") or "var")
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
    """Tries it on the folder, or on the nearest one above it that is there, and leaves nothing behind."""
    nearest = os.path.abspath(folder)  # noqa: PTH100 -- see the module's docstring
    while not os.path.lexists(nearest):
        nearest = os.path.dirname(nearest)  # noqa: PTH120
    try:
        tempfile.TemporaryFile(dir=nearest).close()
    except OSError as error:
        return f"FIBRO_VAR={folder} cannot be written: {error.strerror} ({nearest})."
    return None


def check_port(port: str) -> "str | None":
    if not port.isdecimal() or not 0 < int(port) < 65536:
        return f"PORT={port} is not a port number (1 to 65535)."
    with socket.socket() as probe:
        # As the server will: a port in TIME_WAIT is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((os.environ.get("HOST") or "127.0.0.1", int(port)))
        except OSError as error:
            return f"Port {port} cannot be used: {error.strerror}. Choose another: make run PORT={int(port) + 1}"
    return None


if __name__ == "__main__":
    run_preflight()
