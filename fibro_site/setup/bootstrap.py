"""Creates what a site needs before Django can start: folders, keys and compiled message catalogs.

    python -m fibro_site.setup.bootstrap [FOLDER]

It may be run again, and never changes an existing key: a lost clinic key would be lost health data.
"""

import secrets
import sys
from pathlib import Path

from environ import FileAwareEnv

from fibro_site.setup import catalogs
from fibro_site.whole_files import write_whole_file
from intake.encryption import primitives

PRIVATE_FOLDERS = ("keys", "audit", "broker", "broker/queue", "broker/control", "cache", "mail", "exports")
FOLDERS = (*PRIVATE_FOLDERS, "media", "static")


def prepare_var_folder(var: Path, *, role: str = "all") -> None:
    """Create the folder `var` and everything in it. Only this account can read its keys.

    For the public role only its secret key is made. The clinic's public key has to be copied to that machine.
    """
    for name in FOLDERS:
        (var / name).mkdir(parents=True, exist_ok=True)
    for name in (".", *PRIVATE_FOLDERS):
        (var / name).chmod(0o700)
    write_once(var / "keys/public-secret-key", secrets.token_urlsafe(64))
    if role != "public":
        write_once(var / "keys/django-secret-key", secrets.token_urlsafe(64))
        make_clinic_keys(var / "keys/clinic-private-key.json", var / "keys/clinic-public-key.json")
        make_staff_key(var / "keys")
    make_signing_keys(var / "keys")
    catalogs.compile_catalogs(var / "locale")


def make_clinic_keys(private: Path, public: Path) -> None:
    """Make a key pair if there is neither half. A machine with the public key alone is a public one: it gets none."""
    if not private.exists() and not public.exists():
        write_once(private, primitives.PrivateKey.generate().to_json())
    if private.exists():
        write_once(public, primitives.PrivateKey.from_json(private.read_text(encoding="ascii")).public_key.to_json())


def make_staff_key(keys: Path) -> None:
    """Make the secret of staff processes if the clinic's private key is here: a public machine gets neither."""
    if (keys / "clinic-private-key.json").exists():
        write_once(keys / "staff-key.json", primitives.StaffKey.generate().to_json())


def make_signing_keys(keys: Path) -> None:
    """Make the key pair by which staff verify what public processes wrote, on the machine with the private key.

    The signing half has to be copied to the public machine.
    """
    signing, verifying = keys / "submission-signing-key.json", keys / "submission-verifying-key.json"
    if (keys / "clinic-private-key.json").exists() and not verifying.exists():
        write_once(signing, primitives.SigningKey.generate().to_json())
        key = primitives.SigningKey.from_json(signing.read_text(encoding="ascii"))
        write_once(verifying, key.verifying_key.to_json())


def write_once(path: Path, text: str) -> None:
    """Write a secret, readable by this account alone, unless there is one already."""
    if not path.exists():
        write_whole_file(path, text.encode("ascii"), mode=0o600)


def read_environment() -> FileAwareEnv:
    """Return what the settings will read: the environment, or else the .env file."""
    env = FileAwareEnv()
    file = Path(env("FIBRO_ENV_FILE", default=".env"))
    if file.is_file():
        env.read_env(str(file))
    return env


if __name__ == "__main__":
    environment = read_environment()
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else environment("FIBRO_VAR", default="") or "var").resolve()
    prepare_var_folder(folder, role=environment("FIBRO_ROLE", default="all"))
