"""The units name what the Procfile has, run it with few rights, and are sound to systemd itself."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from honcho.environ import parse_procfile

from fibro_site.processes.supervisor import LISTENER_FD_VARIABLE
from tests.deploy import units
from tests.running_site import ROOT

SERVICES = sorted(units.FOLDER.glob("*.service"))
LONG_RUNNING = [file for file in SERVICES if file.stem.startswith(("clinic-public-", "clinic-staff-"))]
SUPERVISED = "/srv/clinic/.venv/bin/python -m fibro_site.processes.supervisor "
HARDENING = {
    "NoNewPrivileges": "true",
    "CapabilityBoundingSet": "",
    "ProtectSystem": "strict",
    "ProtectHome": "true",
    "PrivateTmp": "true",
    "PrivateDevices": "true",
    "ProtectProc": "invisible",
    "RestrictNamespaces": "true",
    "RestrictSUIDSGID": "true",
    "SystemCallFilter": "@system-service",
    "UMask": "0007",
}

all_services = pytest.mark.parametrize("file", SERVICES, ids=lambda file: file.name)


def test_every_process_of_the_procfile_has_a_unit() -> None:
    runs = {file.stem: units.read_service(file)["Service.ExecStart"] for file in LONG_RUNNING}
    assert runs == {
        "clinic-public-web": [f"{SUPERVISED}web"],
        "clinic-staff-web": [f"{SUPERVISED}web"],
        "clinic-staff-worker": [f"{SUPERVISED}worker"],
        "clinic-staff-slow": [f"{SUPERVISED}slow"],
        "clinic-staff-beat": [f"{SUPERVISED}beat"],
    }
    procfile = parse_procfile((ROOT / "Procfile").read_text(encoding="utf-8"))
    assert {command.removeprefix(SUPERVISED) for [command] in runs.values()} == set(procfile.processes)


@all_services
def test_service_has_an_account_and_few_rights(file: Path) -> None:
    settings = units.read_service(file)
    side = "public" if file.stem == "clinic-public-web" else "staff"
    assert settings["Service.User"] == [f"clinic-{side}"]
    assert settings["Service.EnvironmentFile"] == [f"/etc/clinic/{side}.env"]
    assert {name: settings[f"Service.{name}"] for name in HARDENING} == {n: [v] for n, v in HARDENING.items()}
    assert settings["Service.MemoryMax"]
    assert settings["Service.StateDirectory"] == [f"clinic-{side}"]
    assert settings["Service.StateDirectoryMode"] == ["0700"]


def test_public_service_sees_nothing_of_the_staff() -> None:
    settings = units.read_service(units.FOLDER / "clinic-public-web.service")
    assert {"-/var/lib/clinic-staff", "-/etc/clinic/staff.env"} <= set(settings["Service.InaccessiblePaths"][0].split())
    assert settings["Service.ReadWritePaths"] == ["/var/lib/clinic-media"]


@pytest.mark.parametrize("side", ["public", "staff"])
def test_web_server_takes_the_socket_that_systemd_holds(side: str) -> None:
    settings = units.read_service(units.FOLDER / f"clinic-{side}-web.service")
    assert settings["Unit.Requires"] == [f"clinic-{side}-web.socket"]
    assert f"{LISTENER_FD_VARIABLE}=3" in settings["Service.Environment"]
    assert settings["Service.NonBlocking"] == ["true"]


def test_sockets_are_where_the_proxies_look() -> None:
    sockets = [units.read_settings(file)["Socket.ListenStream"] for file in sorted(units.FOLDER.glob("*.socket"))]
    assert sockets == [["127.0.0.1:8000"], ["127.0.0.1:8001"]]
    nginx = (ROOT / "deploy/nginx/clinic.conf").read_text(encoding="utf-8")
    assert re.findall(r"upstream (\S+) \{\s+server (\S+);", nginx) == [
        ("clinic-public", "127.0.0.1:8000"),
        ("clinic-staff", "127.0.0.1:8001"),
    ]
    caddy = (ROOT / "deploy/caddy/Caddyfile").read_text(encoding="utf-8")
    assert re.findall(r"^(\S+) \{(?:\n.*)*?\n\treverse_proxy (\S+)", caddy, re.MULTILINE) == [
        ("clinic.example", "127.0.0.1:8000"),
        ("staff.clinic.example", "127.0.0.1:8001"),
    ]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_finds_no_fault(tmp_path: Path) -> None:
    """With this checkout and this Python in the place of those of a server."""
    folder = tmp_path / "units"
    shutil.copytree(units.FOLDER, folder)
    for file in [*folder.glob("*.*"), *folder.glob("*/*.conf")]:
        if file.is_file():
            text = file.read_text(encoding="utf-8").replace("/srv/clinic/.venv/bin/python", sys.executable)
            file.write_text(text.replace("/srv/clinic", str(ROOT)), encoding="utf-8")
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, sorted(folder.glob("*.*[!d]")))],
        env={**os.environ, "SYSTEMD_UNIT_PATH": f"{folder}:", "SYSTEMD_LOG_LEVEL": "warning"},
        check=False,
        capture_output=True,
        text=True,
    )
    complaints = [line for line in verified.stderr.splitlines() if "clinic" in line]
    assert (complaints, verified.returncode) == ([], 0), verified.stderr
