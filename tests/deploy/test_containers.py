"""The files for containers name each process once, keep the sides apart, and agree with the rest of deploy/."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from honcho.environ import parse_procfile

from tests.running_site import ROOT

FOLDER = ROOT / "deploy/containers"
DATA_FILES = ("sqlite.yml", "postgresql-redis.yml", "postgresql-rabbitmq.yml")
PASSWORD = re.compile(r" PASSWORD :'\w+'")


def read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return content


def list_side(name: str) -> dict[str, dict[str, Any]]:
    """Return the services of a side."""
    services = read("sides.yml")["services"]
    return {key: each for key, each in services.items() if each.get("environment", {}).get("FIBRO_ROLE") == name}


def list_statements(path: Path) -> list[str]:
    lines = (PASSWORD.sub("", line) for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith(("--", "\\set"))]


def test_each_process_of_the_procfile_runs() -> None:
    commands = [service["command"] for service in read("sides.yml")["services"].values()]
    run = {command[2] for command in commands if command[1] == "fibro_site.processes.supervisor"}
    assert run == set(parse_procfile((ROOT / "Procfile").read_text(encoding="utf-8")).processes)


def test_visitors_side_sees_nothing_of_staff() -> None:
    public = list_side("public")
    assert public.keys() == {"public-keys", "public-files", "public-web"}
    for service in public.values():
        assert not [volume for volume in service["volumes"] if volume.startswith(("staff", "backups"))]
    for name in DATA_FILES[1:]:
        services = read(name)["services"]
        for key in public:
            assert services[key]["secrets"] == ["public-database-url"]
            assert services[key]["environment"]["DATABASE_URL_FILE"] == "/run/secrets/public-database-url"


def test_only_two_keys_are_handed_over() -> None:
    *files, folder = read("sides.yml")["services"]["hand-over"]["command"]
    assert files == ["/staff/keys/clinic-public-key.json", "/staff/keys/submission-signing-key.json"]
    assert folder == "/public/keys/"


@pytest.mark.parametrize("name", DATA_FILES)
def test_every_process_knows_its_database(name: str) -> None:
    services = read(name)["services"]
    for key in [*list_side("staff"), *list_side("public")]:
        assert {"DATABASE_URL", "DATABASE_URL_FILE"} & services[key]["environment"].keys(), key


def test_no_process_can_get_more_rights() -> None:
    for key, service in read("sides.yml")["services"].items():
        assert service["read_only"] is True, key
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
    assert re.search(r"^USER 10001:10001$", (FOLDER / "Containerfile").read_text(encoding="utf-8"), re.MULTILINE)


def test_roles_are_those_of_a_single_machine() -> None:
    assert list_statements(FOLDER / "roles.sql") == list_statements(ROOT / "deploy/postgresql/roles.sql")


def test_every_file_is_mentioned() -> None:
    page = (ROOT / "docs/containers.md").read_text(encoding="utf-8")
    assert [
        file.name for file in FOLDER.iterdir() if f"`{file.name}`" not in page and f"{file.name})" not in page
    ] == []


def test_image_holds_no_data_and_no_history() -> None:
    """Only what is named goes in, so that neither keys nor a database can."""
    lines = (ROOT / ".containerignore").read_text(encoding="utf-8").splitlines()
    assert lines[1] == "*"
    named = {line.removeprefix("!") for line in lines if line.startswith("!")}
    assert all((ROOT / name).exists() for name in named)
    assert not [name for name in named if name.startswith((".", "var", "tests", "tools", "deploy"))]
