"""The units under deploy/systemd, as systemd reads them."""

from collections import defaultdict
from pathlib import Path

from tests.running_site import ROOT

FOLDER = ROOT / "deploy/systemd"
# systemd reads it for every unit whose name begins with the folder's.
SHARED = FOLDER / "clinic-.service.d/hardening.conf"

Settings = dict[str, list[str]]


def read_settings(*files: Path) -> Settings:
    """Return each setting of the files, as "Section.Name", with its values in their order."""
    found: Settings = defaultdict(list)
    for file in files:
        section = ""
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("["):
                section = line.strip("[]")
            elif line and not line.startswith("#"):
                name, _, value = line.partition("=")
                found[f"{section}.{name}"].append(value)
    return found


def read_service(file: Path) -> Settings:
    """Return the settings of a service together with those that all services share."""
    return read_settings(SHARED, file)


def read_env_file(file: Path) -> dict[str, str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
