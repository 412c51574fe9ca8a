"""The default broker survives the loss of its folders and damage to its files."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kombu
import pytest

from fibro_site.processes.file_broker import Transport


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "broker"


@pytest.fixture
def connection(folder: Path) -> Iterator[kombu.Connection]:
    options = {"data_folder_in": str(folder / "queue"), "data_folder_out": str(folder / "queue")}
    options["control_folder"] = str(folder / "control")
    with kombu.Connection("filesystem://localhost", transport_options=options) as connection:
        assert isinstance(connection.transport, Transport)
        yield connection


def put(connection: kombu.Connection) -> None:
    """Send a message as Celery does: directly to the queue, by the queue's name."""
    kombu.Producer(connection).publish({"hint": True}, routing_key="fibro")


def take(connection: kombu.Connection) -> Any:
    message = kombu.Queue("fibro", channel=connection.default_channel).get()
    return message and message.payload


def test_message_is_delivered(connection: kombu.Connection) -> None:
    put(connection)
    assert take(connection) == {"hint": True}


def test_broker_folders_are_private(connection: kombu.Connection, folder: Path) -> None:
    put(connection)
    declare(connection, "one")
    assert {path.stat().st_mode & 0o777 for path in (folder / "queue", folder / "control")} == {0o700}


def test_lost_folder_is_created_again(connection: kombu.Connection, folder: Path) -> None:
    put(connection)
    shutil.rmtree(folder)
    assert take(connection) is None
    put(connection)
    assert take(connection) == {"hint": True}


@pytest.mark.parametrize("content", ["", '{"body": "cut sho'])
def test_truncated_message_is_skipped(connection: kombu.Connection, folder: Path, content: str) -> None:
    put(connection)
    [message] = (folder / "queue").iterdir()
    message.write_text(content, encoding="utf-8")
    assert take(connection) is None
    put(connection)
    assert take(connection) == {"hint": True}


def declare(connection: kombu.Connection, queue: str) -> None:
    kombu.Queue(queue, kombu.Exchange("post"), queue, channel=connection.default_channel).declare()


def test_truncated_table_is_rewritten(connection: kombu.Connection, folder: Path) -> None:
    declare(connection, "two")
    [table] = (folder / "control").iterdir()
    table.write_text("", encoding="utf-8")
    declare(connection, "three")
    assert connection.default_channel.get_table("post") == [("three", "", "three")]
