"""The database: SQLite in the folder of the site, or a PostgreSQL."""

from fibro_site.settings.paths import VAR, env

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR}/db.sqlite3")}
# The account of the public processes at a PostgreSQL. Its grants are renewed whenever tables change.
PUBLIC_DATABASE_ROLE = env("FIBRO_PUBLIC_DATABASE_ROLE", default="")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # Take the write lock when a transaction begins, so that two that read first and write later cannot deadlock.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
    }
else:
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"].get("OPTIONS", {}),
        # Values travel apart from the statement, so that the server's log never has those of a statement that fails.
        "server_side_binding": True,
        "pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL_SIZE", default=8), "timeout": 10},
    }
    # A connection from the pool is tested before it is used, so that a restart of the database fails no request.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
