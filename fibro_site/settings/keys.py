"""Secret keys, and the files of the clinic's keys. A public process gets none that opens a submission."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from fibro_site.settings.paths import VAR, env
from fibro_site.settings.role import ROLE, SIDE

SECRET_KEY_NAME = "public-secret-key" if SIDE == "public" else "django-secret-key"


def get_key_path(name: str) -> Path:
    """Return where `make setup` put a key, unless `FIBRO_KEYS` names another folder."""
    return Path(env("FIBRO_KEYS", default=str(VAR / "keys"))) / name


def read_secret_key() -> str:
    """Return SECRET_KEY from the environment, or else from the folder of keys. ImproperlyConfigured without one."""
    if "SECRET_KEY" in env.ENVIRON or "SECRET_KEY_FILE" in env.ENVIRON:
        return env("SECRET_KEY")
    try:
        return get_key_path(SECRET_KEY_NAME).read_text(encoding="ascii").strip()
    except OSError as error:
        raise ImproperlyConfigured(
            "SECRET_KEY is missing. Run `make setup`, or set SECRET_KEY or SECRET_KEY_FILE."
        ) from error


def is_readable(file: Path) -> bool:
    try:
        file.open("rb").close()
    except OSError:
        return False
    return True


SECRET_KEY = read_secret_key()
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

# Files that no public process may be able to read, in every place where a setting or a default puts them.
PRIVATE_KEY_FILES = (
    [
        folder / name
        for name in ("clinic-private-key.json", "staff-key.json")
        for folder in (get_key_path(name).parent, VAR / "keys")
    ]
    + [path for folder in (get_key_path("clinic-keys"), VAR / "keys/clinic-keys") for path in folder.glob("*.json")]
    + [Path(env(name)) for name in ("FIBRO_CLINIC_PRIVATE_KEY_PATH", "FIBRO_STAFF_KEY_PATH") if env(name, default="")]
)

if ROLE == "public" and (within_reach := [file.name for file in PRIVATE_KEY_FILES if is_readable(file)]):
    raise ImproperlyConfigured(
        f"FIBRO_ROLE is public, but this process can read {' and '.join(sorted(set(within_reach)))}: anybody who broke "
        "into it could open every submission. Move these files to the staff's machine, or run this process under an "
        "account that cannot read them (docs/security.md)."
    )

# The clinic's key pair for health data (docs/adr/0002-sealing.md). A public process has the public half only.
CLINIC_PUBLIC_KEY_FILE = Path(env("FIBRO_CLINIC_PUBLIC_KEY_PATH", default=str(get_key_path("clinic-public-key.json"))))
CLINIC_PRIVATE_KEY_FILE = (
    None
    if ROLE == "public"
    else Path(env("FIBRO_CLINIC_PRIVATE_KEY_PATH", default=str(get_key_path("clinic-private-key.json"))))
)

# After how many months `manage.py check` asks for a new key pair; 0 never does.
CLINIC_KEY_MONTHS = env.int("CLINIC_KEY_MONTHS", default=24)

# A secret of the staff processes alone. It seals and signs what a copy of the database must not give away.
STAFF_KEY_FILE = (
    None if ROLE == "public" else Path(env("FIBRO_STAFF_KEY_PATH", default=str(get_key_path("staff-key.json"))))
)

# What a public process signs with, and what staff processes check its signatures with
# (docs/adr/0017-proven-records.md). The pair is made beside the clinic's private key; the public machine is given the
# signing half.
SUBMISSION_SIGNING_KEY_FILE = Path(
    env("FIBRO_SUBMISSION_SIGNING_KEY_PATH", default=str(get_key_path("submission-signing-key.json")))
)
SUBMISSION_VERIFYING_KEY_FILE = Path(
    env("FIBRO_SUBMISSION_VERIFYING_KEY_PATH", default=str(get_key_path("submission-verifying-key.json")))
)

# Where staff processes keep how far the audit has come: outside the database, so that whoever can write to the
# database cannot set it back. Not shared with a public process.
AUDIT_FOLDER = VAR / "audit"
