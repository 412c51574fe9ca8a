"""How long nobody can use a table of a million wrapped keys while the nightly upkeep writes it anew.

`python -m tests.postgres python -m tools.speed.rewriting` prints it for a table that is made for that, and dropped: for
a night on which nothing was deleted, and for one on which a single row was. Meanwhile another connection reads one
row again and again; its longest wait is how long the table was out of reach.
"""

import contextlib
import os
import sys
import threading
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django
from django.db import connection

from fibro_site.operations import rewriting

ROWS = 1_000_000
TABLE = "stand_in_of_keys"
# As keys are: half of them wrapped for the clinic (1,161 bytes), half for visitors (69 bytes).
MAKE = f"""
CREATE TABLE {TABLE} (
    id bigserial PRIMARY KEY, submission_id uuid, holder varchar(10), key_id varchar(64), wrapped bytea
);
INSERT INTO {TABLE} (submission_id, holder, key_id, wrapped)
SELECT gen_random_uuid(), 'clinic', '00',
    decode(repeat(md5(random()::text), CASE WHEN mod(number, 2) = 0 THEN 73 ELSE 4 END), 'hex')
FROM generate_series(1, %s) AS number;
CREATE INDEX ON {TABLE} (submission_id);
"""  # noqa: S608 -- a name of ours


class Reader(threading.Thread):
    """Reads one row after another, and remembers its longest wait."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.longest, self.stopping = 0.0, threading.Event()

    def run(self) -> None:
        with contextlib.closing(connection.copy()) as own, own.cursor() as cursor:
            while not self.stopping.wait(0.002):
                began = time.monotonic()
                cursor.execute(f"SELECT 1 FROM {TABLE} LIMIT 1")  # noqa: S608 -- a name of ours
                self.longest = max(self.longest, time.monotonic() - began)


def measure_night(told: str) -> None:
    reader = Reader()
    reader.start()
    began = time.monotonic()
    rewriting.rewrite_table(TABLE)
    seconds = time.monotonic() - began
    reader.stopping.set()
    reader.join()
    print(f"{told}: {seconds:.2f} s, and who wanted to read waited at most {reader.longest:.2f} s")


def measure(rows: int) -> None:
    django.setup()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        for statement in MAKE.strip().split(";\n"):
            cursor.execute(statement % rows if "%s" in statement else statement)
        try:
            measure_night("the first night")
            measure_night("a night on which nothing was deleted")
            cursor.execute(f"DELETE FROM {TABLE} WHERE id = 1")  # noqa: S608 -- a name of ours
            measure_night("a night on which one row was deleted")
            cursor.execute("SELECT pg_size_pretty(pg_total_relation_size(%s))", [TABLE])
            print(f"{rows:,} rows, {cursor.fetchone()[0]} with their indexes")
        finally:
            cursor.execute(f"DROP TABLE {TABLE}")
            cursor.execute(f"DROP SEQUENCE IF EXISTS {rewriting.get_sequence(TABLE)}")


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
