"""A file is written whole or stays as it was."""

import os
from pathlib import Path

import pytest

from fibro_site.whole_files import write_whole_file


def test_file_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    write_whole_file(file, b"old", mode=0o600)
    write_whole_file(file, b"new", mode=0o600)
    assert file.read_bytes() == b"new"
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_full_disk_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "keys.json"
    file.write_bytes(b"old")

    def fail(descriptor: int) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        write_whole_file(file, b"new")
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]
