"""A file's bytes to JSON data. Whatever the bytes are, the answer is data or an Unreadable that says why not."""

import json
from typing import Any

from intake.engine.json_object import reject_duplicate_members
from intake.fhir.item_tree import explain_excess

# Somebody waits for what is made of it. The longest questionnaires that are in use have a third of that.
MAX_FILE_SIZE = 1_000_000  # bytes


class UnreadableJson(ValueError):
    """Not a JSON document that can be looked at."""


def parse_json(source: bytes) -> Any:
    if len(source) > MAX_FILE_SIZE:
        raise UnreadableJson(f"is larger than {MAX_FILE_SIZE // 1_000_000} MB")
    try:
        data = json.loads(
            source.decode("utf-8-sig"), object_pairs_hook=reject_duplicate_members, parse_constant=reject_constant
        )
    except RecursionError as error:
        raise UnreadableJson("is nested too deeply") from error
    except ValueError as error:
        raise UnreadableJson(f"is no JSON: {error}") from error
    if problem := explain_excess(data):
        raise UnreadableJson(problem)
    return data


def reject_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")
