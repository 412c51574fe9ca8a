"""The test database that is kept from one run to the next, and made again where a run ended in the middle of a test.

A test with real transactions writes rows that stay, and ends by emptying every table. While it is at work a table of
its own says so, which no flush touches; a run that finds it begins with a new database.
"""

from django.db import connection

AT_WORK = "test_at_work"


def mark() -> None:
    """Say that what is in the database is a test's."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {AT_WORK} (id integer)")


def unmark() -> None:
    """Say that it holds what the migrations wrote, and nothing else."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {AT_WORK}")


def is_marked() -> bool:
    return AT_WORK in connection.introspection.table_names()


def make_again() -> None:
    """Drop it and run all migrations."""
    connection.close()
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=False)
