"""Runs a command once for each real service that answers on this machine's standard ports, and says which.

    python -m tools.services [--only] COMMAND [ARGUMENT ...]

PostgreSQL with Redis, then PostgreSQL with RabbitMQ; a service that does not answer is left out of the pair, and where
none answers there is nothing to do. Each pair gets the tests that reach a broker, and the first one those beside them
that depend most on a version of PostgreSQL: `make test` has run all others on one of its own, and each pass over all of
them takes a quarter of an hour. With `--only` each pair gets the command as it is.
"""

import os
import subprocess
import sys
from collections.abc import Iterator

import kombu
import psycopg

POSTGRES_USERS = ("postgres", "root", os.environ.get("USER", ""))
BROKERS = {"Redis": "redis://127.0.0.1:6379/15", "RabbitMQ": "amqp://guest:guest@127.0.0.1:5672//"}

# What sends tasks, runs workers and beat, or watches them.
TESTS_OF_THE_BROKER = (
    "tests/fibro_site/management",
    "tests/fibro_site/operations",
    "tests/fibro_site/page_cache/test_page_stores.py",
    "tests/fibro_site/processes",
    "tests/fibro_site/serving/test_redis_cache.py",
    "tests/fibro_site/settings",
    "tests/fibro_site/test_views.py",
    "tests/articles/publishing",
    "tests/intake/delivery",
    "tests/intake/test_tasks.py",
)
# What asks the database in ways of its own: full-text search, triggers, keys in batches, indexes.
TESTS_OF_THE_DATABASE = (
    "tests/articles/search",
    "tests/intake/audit",
    "tests/intake/encryption",
    "tests/intake/retention",
    "tests/intake/staff/test_inbox.py",
    "tests/intake/staff/test_rows_beside.py",
    "tests/references/library",
)


def postgres() -> str | None:
    for user in filter(None, POSTGRES_USERS):
        try:
            with psycopg.connect(
                host="127.0.0.1", port=5432, user=user, dbname="postgres", connect_timeout=2
            ) as connection:
                version = connection.info.server_version // 10000
        except psycopg.OperationalError:
            continue
        print(f"PostgreSQL {version} answers", flush=True)
        return f"postgres://{user}@127.0.0.1:5432/postgres"
    return None


def brokers() -> Iterator[tuple[str, str]]:
    for name, url in BROKERS.items():
        try:
            with kombu.Connection(url, connect_timeout=2) as connection:
                connection.ensure_connection(max_retries=0, timeout=2)
        except kombu.exceptions.OperationalError:
            continue
        print(f"{name} answers", flush=True)
        yield name, url


def main(command: list[str]) -> int:
    is_narrowed = command[0] != "--only"
    command = command if is_narrowed else command[1:]
    database, answering = postgres(), dict(brokers())
    if database is None and not answering:
        print("No PostgreSQL, Redis or RabbitMQ answers on this machine: nothing to run")
        return 0
    worst = 0
    for position, (name, url) in enumerate(answering.items() or [("the file broker", "filesystem://")]):
        print(f"Tests on {'PostgreSQL' if database else 'SQLite'} with {name}", flush=True)
        environment = {**os.environ, "CELERY_BROKER_URL": url}
        if database:
            environment["DATABASE_URL"] = database
        tests = TESTS_OF_THE_BROKER if position else (*TESTS_OF_THE_BROKER, *TESTS_OF_THE_DATABASE)
        worst = max(worst, subprocess.call([*command, *(tests if is_narrowed else ())], env=environment))
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
