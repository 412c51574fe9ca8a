"""Machines that would render the same pages know it, so that they share them; others never do."""

import json
from pathlib import Path

import pytest

from tests.running_site import run_python

CODE = "from fibro_site.page_cache.release import get_release; print(get_release())"
MANIFEST = {"css/a.css": "css/a.0.css", "css/b.css": "css/b.0.css"}


def find_release(var: Path, manifest: dict[str, str], **changes: str) -> str:
    """Return the name of the release on a machine that keeps its files in this folder."""
    (var / "static").mkdir(parents=True)
    (var / "static" / "staticfiles.json").write_text(json.dumps({"paths": manifest}), encoding="ascii")
    told = {"SECRET_KEY": "the same for all machines of a side", "FIBRO_BASE_URL": "http://127.0.0.1:8000"}
    run = run_python("-c", CODE, role="all", var=var, **told | changes)
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_folder_of_a_machine_makes_no_other_release(tmp_path: Path) -> None:
    one = find_release(tmp_path / "one", MANIFEST)
    assert find_release(tmp_path / "two", dict(reversed(MANIFEST.items()))) == one


@pytest.mark.parametrize(
    ("manifest", "changes"),
    [(MANIFEST | {"css/b.css": "css/b.1.css"}, {}), (MANIFEST, {"CLINIC_NAME": "Another clinic"})],
)
def test_other_files_and_settings_do(tmp_path: Path, manifest: dict[str, str], changes: dict[str, str]) -> None:
    assert find_release(tmp_path / "one", MANIFEST) != find_release(tmp_path / "two", manifest, **changes)
