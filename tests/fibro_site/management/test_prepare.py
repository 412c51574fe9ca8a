"""Static files are collected while the tables are created, and only if they have changed."""

import errno
import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from fibro_site.serving import static_files

pytestmark = pytest.mark.django_db
COLLECTING = "Collecting and compressing static files"


@pytest.fixture
def static(settings: Settings, tmp_path: Path) -> Path:
    """A site with one style sheet and one script of its own, and nothing collected yet."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "page.css").write_text("p { color: black; }\n" * 50, encoding="ascii")
    (source / "page.js").write_text("console.log('Hello');\n" * 50, encoding="ascii")
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "fibro_site.serving.static_storage.StaticStorage"},
    }
    return tmp_path / "static"


def prepared() -> str:
    out = StringIO()
    call_command("prepare", no_demo=True, stdout=out)
    return out.getvalue()


def test_static_files_are_collected_only_after_a_change(static: Path) -> None:
    assert COLLECTING in prepared()
    assert COLLECTING not in prepared()
    (static.parent / "source/page.css").write_text("p { color: white; }\n", encoding="ascii")
    assert COLLECTING in prepared()


def test_hashed_files_are_compressed_and_plain_names_exist(static: Path) -> None:
    prepared()
    compressed = {path.name for path in static.iterdir() if path.suffix in {".br", ".gz"}}
    asked_for = {path.name for path in static.iterdir() if path.match("page.*.css") or path.match("page.*.js")}
    assert len(asked_for) == 2
    assert compressed == {f"{name}{suffix}" for name in asked_for for suffix in (".br", ".gz")}
    assert {"page.css", "page.js"} <= {path.name for path in static.iterdir()}


def test_failed_collection_stops_the_start(static: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(static_files, "call_command", fail)
    with pytest.raises(CommandError, match="Static files were not collected: No space left on device"):
        prepared()
    assert not static_files.has_current_static_files()
    monkeypatch.undo()
    assert COLLECTING in prepared()
    assert static_files.has_current_static_files()


def test_files_of_the_last_collection_are_removed(static: Path) -> None:
    prepared()
    (static / "old").mkdir()
    (static / "old/page.css").touch()
    (static.parent / "source/page.js").unlink()
    prepared()
    assert [path.name for path in static.rglob("*") if path.match("old") or path.suffix == ".js"] == []


def test_files_of_others_are_never_deleted(static: Path) -> None:
    (static / "theirs.css").touch()
    with pytest.raises(CommandError, match="choose another FIBRO_VAR"):
        prepared()
    assert [path.name for path in static.iterdir()] == ["theirs.css"]


def fail(*_args: object, **_options: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
