"""The environment that every setting is read from, the folders, and the version."""

import re
from pathlib import Path

from fibro_site.environment import Environment

BASE_DIR = Path(__file__).resolve().parents[2]

env = Environment()
# A file may hold what the environment leaves out; the environment wins.
env_file = Path(env("FIBRO_ENV_FILE", default=str(BASE_DIR / ".env")))
if env_file.is_file():
    env.read_env(str(env_file))

# The one folder that a running site writes to.
VAR = Path(env("FIBRO_VAR", default="") or BASE_DIR / "var").resolve()
# With less room there, /health/ready/ reports the disk.
DISK_ALARM_BYTES = env.int("DISK_ALARM_MB", default=200) * 1024 * 1024


def read_version(changelog: str) -> str:
    """Return the newest version that a changelog names in its headings. The section "Unreleased" is not one."""
    versions = re.findall(r"^## (?!Unreleased\b)(\S+)", changelog, re.MULTILINE)
    return versions[0]


VERSION = read_version((BASE_DIR / "CHANGELOG.md").read_text(encoding="utf-8"))
