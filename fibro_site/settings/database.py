"""The database: SQLite in the folder of the site, or a PostgreSQL."""

import warnings
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from fibro_site.settings.paths import VAR, env


def read_database() -> dict[str, Any]:
    """Return what DATABASE_URL says. Raises ImproperlyConfigured, without the URL, which may hold a password."""
    try:
        with warnings.catch_warnings():
            # The library would print all of an unknown URL, with its password.
            warnings.simplefilter("ignore")
            database: dict[str, Any] = env.db("DATABASE_URL", default=f"sqlite:///{VAR}/db.sqlite3")
    except (ValueError, TypeError) as error:
        raise ImproperlyConfigured("DATABASE_URL cannot be read: its port is not a number.") from error
    engine = database.get("ENGINE", "")
    if engine not in {"django.db.backends.sqlite3", "django.db.backends.postgresql"} or not database.get("NAME"):
        raise ImproperlyConfigured(
            "DATABASE_URL must be postgres://USER:PASSWORD@HOST:PORT/NAME, or sqlite:////PATH for an absolute path."
        )
    return database


DATABASES = {"default": read_database()}
# The account of the public processes at a PostgreSQL. Its grants are renewed whenever tables change.
PUBLIC_DATABASE_ROLE = env("FIBRO_PUBLIC_DATABASE_ROLE", default="")
# The folder of pg_dump and pg_restore, if it is not in PATH. Older tools refuse a newer server.
POSTGRES_TOOLS = env("POSTGRES_TOOLS", default="")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # Take the write lock when a transaction begins, so that two that read first and write later cannot deadlock.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
    }
    # A connection ends with its request: one that is kept would go on writing into a file that a restore has replaced,
    # and hold what was erased in its log of changes.
    DATABASES["default"]["CONN_MAX_AGE"] = 0
else:
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"].get("OPTIONS", {}),
        # Values travel apart from the statement, so that the server's log never has those of a statement that fails.
        "server_side_binding": True,
        "pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL_SIZE", default=8), "timeout": 10},
    }
    # A connection from the pool is tested before it is used, so that a restart of the database fails no request.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
