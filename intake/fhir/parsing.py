"""A file's bytes to JSON data. Whatever the bytes are, the answer is data or an Unreadable that says why not."""

import json
from typing import Any

from intake.engine.json_object import without_repeats
from intake.fhir.item_tree import excess

# Somebody waits for what is made of it. The longest questionnaires that are in use have a third of that.
LARGEST_FILE = 1_000_000  # bytes


class Unreadable(ValueError):
    """Not a JSON document that can be looked at."""


def read(source: bytes) -> Any:
    if len(source) > LARGEST_FILE:
        raise Unreadable(f"is larger than {LARGEST_FILE // 1_000_000} MB")
    try:
        data = json.loads(source.decode("utf-8-sig"), object_pairs_hook=without_repeats, parse_constant=no_constant)
    except RecursionError as error:
        raise Unreadable("is nested too deeply") from error
    except ValueError as error:
        raise Unreadable(f"is no JSON: {error}") from error
    if problem := excess(data):
        raise Unreadable(problem)
    return data


def no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")
