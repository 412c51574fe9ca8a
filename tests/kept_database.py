"""The test database is kept from one run to the next, and recreated after a run that ended in the middle of a test.

A test with real transactions writes rows that stay, and ends by emptying every table. While it runs, a table that no
flush touches says so. A run that finds this table begins with a new database.
"""

from django.db import connection

AT_WORK = "test_at_work"


def mark() -> None:
    """Record that the database holds rows of a test."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {AT_WORK} (id integer)")


def unmark() -> None:
    """Record that the database holds the rows of the migrations, and nothing else."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {AT_WORK}")


def is_marked() -> bool:
    return AT_WORK in connection.introspection.table_names()


def make_again() -> None:
    """Drop the database and run all migrations."""
    connection.close()
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=False)
