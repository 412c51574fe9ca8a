"""Every place that the system writes to, as bytes: rows, the files of the database, folders."""

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from tests.intake.marker_search.marker import find_markers

Place = tuple[str, bytes]
# How the names of PostgreSQL's files begin here.
RELATION, WRITE_AHEAD_LOG = "relation", "write-ahead log"
# Random bytes that are as long as this are nowhere else by chance.
PIECE, LEAST_SEALED = 24, 40


@dataclass(frozen=True)
class Hit:
    """Where a marker was found, and what stands around it."""

    place: str
    excerpt: str


def search_places(places: Iterable[Place]) -> list[Hit]:
    return [Hit(place, excerpt) for place, content in places for excerpt in find_markers(content)]


def list_tables() -> Iterator[Place]:
    """Yield the rows of each table, as the database gives them."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 -- the database's own names
            values = [write_value(value) for row in cursor.fetchall() for value in row]
            yield f"table {table}", b"\0".join(values)


def list_sealed_values(tables: Iterable[str]) -> set[bytes]:
    """Return every binary value in the rows of these tables."""
    found: set[bytes] = set()
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 -- as above
            found |= {
                bytes(value) for row in cursor.fetchall() for value in row if isinstance(value, bytes | memoryview)
            }
    return {value for value in found if len(value) > LEAST_SEALED}


def list_pieces(value: bytes) -> list[bytes]:
    """Return pieces of a value, some of which are whole in a file however pages divide it."""
    return [value[at : at + PIECE] for at in (8, len(value) // 2, len(value) - PIECE)]


def write_value(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode(errors="surrogatepass")


def get_log_position() -> str:
    """Return how far PostgreSQL's write-ahead log has come; nothing for another database."""
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_lsn()")
        return str(cursor.fetchone()[0])


def list_database_files(since: str) -> Iterator[Place]:
    """Yield the files of the database, free pages and the log of changes since that position included."""
    if connection.vendor != "postgresql":
        file = Path(connection.settings_dict["NAME"])
        yield from list_files(file.with_name(f"{file.name}{end}") for end in ("", "-wal", "-journal"))
        return
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT relname, pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class"
            " WHERE relfilenode <> 0 AND NOT relisshared AND pg_relation_filepath(oid) IS NOT NULL"
        )
        yield from ((f"{RELATION} {name}", bytes(content)) for name, content in cursor.fetchall())
        cursor.execute(
            "SELECT * FROM pg_walfile_name_offset(%s) begun, pg_walfile_name_offset(pg_current_wal_lsn()) ended",
            [since],
        )
        first, start, last, end = cursor.fetchone()
        cursor.execute(
            "SELECT name, pg_read_binary_file('pg_wal/' || name) FROM pg_ls_waldir()"
            " WHERE name BETWEEN %s AND %s ORDER BY name",
            [first, last],
        )
        for name, content in cursor.fetchall():
            written = slice(start if name == first else 0, end if name == last else None)
            yield f"{WRITE_AHEAD_LOG} {name}", bytes(content)[written]


def list_folders(*folders: Path) -> Iterator[Place]:
    for folder in folders:
        yield from list_files(sorted(folder.rglob("*")))


def list_files(files: Iterable[Path]) -> Iterator[Place]:
    """Yield the name and the content of each file that is there."""
    for file in files:
        # The queue is that of other tests too.
        with contextlib.suppress(FileNotFoundError):
            if file.is_file():
                yield f"file {file}", str(file).encode() + b"\0" + file.read_bytes()
