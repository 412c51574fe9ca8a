"""Sets the environment of the tests, then takes the site's settings, except for what the tests must not wait for."""

import hashlib
import os
from pathlib import Path

from fibro_site.setup import bootstrap

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.setdefault("FIBRO_TEST_VAR", str(ROOT / ".test-var")))
os.environ["FIBRO_VAR"] = str(VAR)
os.environ["FIBRO_ENV_FILE"] = os.devnull
os.environ["FIBRO_BASE_URL"] = "http://testserver"
os.environ["ALLOWED_HOSTS"] = "testserver,127.0.0.1,localhost"
bootstrap.prepare_var_folder(VAR, role=os.environ.get("FIBRO_ROLE", "all"))

from fibro_site.settings import *  # noqa: E402, F403 -- settings are read from the environment made above


def migrations_digest() -> str:
    """Return a name for the test database: a kept one is used again only if it would be created the same."""
    files = sorted([*ROOT.glob("*/migrations/*.py"), ROOT / "requirements/base.txt"])
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:8]


database = DATABASES["default"]  # noqa: F405
if database["ENGINE"] == "django.db.backends.sqlite3":
    database["TEST"] = {"NAME": str(VAR / f"test-{migrations_digest()}.sqlite3")}
else:
    database["TEST"] = {"NAME": f"test_fibro_{migrations_digest()}"}
    # A pool holds connections that would keep the test database from being dropped.
    database["OPTIONS"].pop("pool")

# Tests answer faster than people. Those of the waiting time set their own.
LEAST_SECONDS_A_STEP = 0

# Slow by design; the tests sign in often.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Tests do not need collectstatic.
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {**CACHES, "default": {"BACKEND": "tests.memory_cache.MemoryCache"}}  # noqa: F405
