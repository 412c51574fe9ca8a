"""Checks on the files of the repository."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.running_site import ROOT


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, check=True, text=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]


def test_lock_files_hold_hashes_and_no_urls() -> None:
    for lock in tracked("requirements/*.txt"):
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text, lock.name
        pins = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert pins
        assert all("==" in pin for pin in pins)
        assert all("--hash=sha256:" in block for block in re.split(r"\n(?=\S)", text.strip()))


def test_nothing_that_a_site_writes_is_in_the_repository() -> None:
    """A folder of data holds keys and a database beside one another, under whatever name it was made."""
    written = tracked("*.sqlite3*", "*keys/*.json", "*secret-key*", "*.log", "*.mo", "*.pyc")
    assert written == []
    opaque = [path for path in tracked() if b"\0" in path.read_bytes()]
    # The archives are sites of releases, filled for the tests.
    assert {path.suffix for path in opaque} <= {".png", ".ttf", ".ico", ".jpg", ".docx", ".xz"}


@pytest.mark.parametrize("table", ["dependencies", "test", "lint", "bootstrap"])
def test_every_dependency_has_a_comment(table: str) -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if re.match(rf"{table} = \[", line))
    if lines[start].endswith("]"):
        assert lines[start - 1].startswith("#")
        return
    end = next(number for number in range(start, len(lines)) if lines[number] == "]")
    for number in range(start + 1, end):
        if lines[number].strip().startswith('"'):
            assert lines[number - 1].strip().startswith("#"), lines[number]


def test_minimum_python_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["requires-python"] == ">=3.11"
    assert project["tool"]["ruff"]["target-version"] == "py311"
    assert "OLDEST_PYTHON = (3, 11)" in (ROOT / "fibro_site/setup/preflight.py").read_text(encoding="utf-8")


def test_every_environment_setting_is_documented() -> None:
    sources = "\n".join(path.read_text("utf-8") for path in (ROOT / "fibro_site/settings").glob("*.py"))
    read = set(re.findall(r'\benv(?:\.\w+)?\(\s*"(\w+)"', sources))
    explained = set(re.findall(r"^#?\s?([A-Z0-9_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE))
    assert len(read) > 40
    assert read - explained == set()


def test_templates_hold_no_inline_script_style_or_handler() -> None:
    offenders = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in tracked("templates/*.html")
        if "emails" not in path.parts
        and (
            found := re.search(
                r"<script(?![^>]*\b(?:src=|type=\"application/(?:ld\+)?json\"))[^>]*>|<style|\sstyle=|\son[a-z]+=",
                path.read_text(encoding="utf-8"),
            )
        )
    ]
    assert offenders == []


def test_style_sheets_and_scripts_have_no_line_over_120_columns() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked("static/*.css", "static/*.js")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > 120
    ]
    assert long == []


def test_make_help_lists_every_command_in_makefile_and_documents() -> None:
    told = subprocess.check_output(["make", "--no-print-directory", "help"], cwd=ROOT, text=True)
    listed = {line.split()[0] for line in told.splitlines()}
    assert set(re.findall(r"^([\w-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)) == listed
    for document in tracked("*.md"):
        text = document.read_text(encoding="utf-8")
        assert set(re.findall(r"`(?:[^`]*&& )?make ([a-z0-9-]+)", text)) <= listed, document.name


def test_both_procfiles_have_the_same_processes() -> None:
    names = {
        name: [line.partition(":")[0] for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]
        for name in ("Procfile", "Procfile.dev")
    }
    assert names["Procfile"] == names["Procfile.dev"]


def test_each_decision_has_a_number_of_its_own() -> None:
    files = sorted((ROOT / "docs/adr").glob("*.md"))
    named = [int(file.name[:4]) for file in files]
    told = [int(file.read_text(encoding="utf-8").removeprefix("# ").partition(".")[0]) for file in files]
    assert named == told == list(range(1, len(files) + 1))


def test_changelog_says_nothing_twice() -> None:
    lines = [line for line in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines() if line.startswith("- ")]
    assert [line for line in lines if lines.count(line) > 1] == []
