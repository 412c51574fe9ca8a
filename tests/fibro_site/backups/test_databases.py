"""A database that is replaced is there before and after, whole, whenever the replacement is stopped."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from fibro_site.backups import databases


def stop(*_arguments: Any) -> None:
    raise SystemExit("Stopped by SIGTERM.")


def test_replacement_that_is_stopped_at_its_last_step_loses_no_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = tmp_path / "db.sqlite3"
    monkeypatch.setitem(connection.settings_dict, "NAME", str(database))
    (tmp_path / "other").write_bytes(b"")
    with closing(sqlite3.connect(database)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("CREATE TABLE kept (text)")
        writer.execute("INSERT INTO kept VALUES ('made up')")
        writer.commit()
        assert database.with_name("db.sqlite3-wal").stat().st_size
        monkeypatch.setattr(Path, "replace", stop)
        with pytest.raises(SystemExit):
            databases.replace_sqlite(tmp_path / "other")
        monkeypatch.undo()
    with closing(sqlite3.connect(database)) as reader:
        assert reader.execute("SELECT * FROM kept").fetchall() == [("made up",)]
