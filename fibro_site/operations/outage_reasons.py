"""Why the database does not work, in a line for whoever runs the site."""

import psycopg
from django.db import DatabaseError, connection


def explain_outage(error: DatabaseError) -> str:
    """Return the reason in one line.

    A pool of connections only says that it has none, so PostgreSQL is asked once more without one.
    """
    if connection.vendor == "postgresql":
        place = connection.get_connection_params()
        names = {name: place[name] for name in ("host", "port", "user", "password", "dbname") if place.get(name)}
        try:
            psycopg.connect(**names, connect_timeout=5).close()
        except psycopg.OperationalError as refused:
            return read_first_line(refused)
    return read_first_line(error)


def read_first_line(error: Exception) -> str:
    """Return the first line of what a server says: it names no row, as the lines after it may."""
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__
