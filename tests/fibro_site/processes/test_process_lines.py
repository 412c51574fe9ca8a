"""The top process and the supervisors write in the form of the lines beside theirs."""

import json

import pytest

from fibro_site.processes.process_lines import name_process, write_line


def test_lines_for_people_have_the_process_before_them() -> None:
    assert name_process("web.1", 6, write_line("ended with 1")) == "web.1  | ended with 1"


def test_every_line_is_json_if_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_FORMAT", "json")
    lines = ('{"message": "from Django"}', write_line("ended with 1"), "Traceback (most recent call last):")
    found = [json.loads(name_process("web.1", 6, line)) for line in lines]
    assert [(line["process"], line["message"]) for line in found] == [
        ("web.1", "from Django"),
        ("web.1", "ended with 1"),
        ("web.1", "Traceback (most recent call last):"),
    ]
