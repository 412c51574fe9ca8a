"""A file's bytes as JSON data. Whatever the bytes are, the outcome is data or an UnreadableJson that says why not."""

import json

from intake.engine.json_object import reject_duplicate_members
from intake.fhir.item_tree import explain_excess

# Somebody waits for what is made of it. The longest questionnaires that are in use have a third of that.
MAX_FILE_SIZE = 1_000_000  # bytes


class UnreadableJson(ValueError):
    """A file that is not JSON, or too much of it; the text completes "The file ..."."""


def parse_json(source: bytes) -> object:
    """Return the data of a JSON document in UTF-8. Raises UnreadableJson, also for a name that an object has twice."""
    if len(source) > MAX_FILE_SIZE:
        raise UnreadableJson(f"is larger than {MAX_FILE_SIZE // 1_000_000} MB")
    try:
        data: object = json.loads(
            source.decode("utf-8-sig"), object_pairs_hook=reject_duplicate_members, parse_constant=reject_constant
        )
    except RecursionError as error:
        raise UnreadableJson("is nested too deeply") from error
    except ValueError as error:
        raise UnreadableJson(f"is not valid JSON: {error}") from error
    if problem := explain_excess(data):
        raise UnreadableJson(problem)
    return data


def reject_constant(name: str) -> None:
    """For `json.loads`: refuse NaN and Infinity, which Python reads and JSON does not have."""
    raise ValueError(f"{name} is not a number")
