"""A second opinion on the structure of a resource, from fhir.resources. Slow to import: never on a visitor's way.

It reads R4B, which says of a Questionnaire what R4 says, and is stricter than many programs that write one; a resource
of R5 is held to R5.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from fhir.resources.questionnaire import Questionnaire as R5Questionnaire
from fhir.resources.R4B.questionnaire import Questionnaire as R4BQuestionnaire
from pydantic import BaseModel, ValidationError

from intake.fhir import item_tree
from intake.fhir.validation import STRUCTURE_RULE, Fault

MESSAGE_PREFIX = re.compile(r"^(Value|Assertion) error, ")


def find_schema_faults(resource: Any, *, is_r5: bool = False) -> list[Fault]:
    """What that library finds amiss; it stops at the first fault of some kinds. It is not shown what is too much."""
    if item_tree.explain_excess(resource):
        return []
    model = R5Questionnaire if is_r5 else R4BQuestionnaire
    try:
        return list(find_validation_faults(model, resource))
    except Exception:  # noqa: BLE001 -- whatever that library trips over, or cannot put into words
        return [Fault("", STRUCTURE_RULE, "cannot be read by fhir.resources")]


def find_validation_faults(model: type[BaseModel], resource: Any) -> Iterator[Fault]:
    try:
        model.model_validate(resource)
    except ValidationError as error:
        for each in error.errors():
            yield Fault(format_path(each["loc"]), STRUCTURE_RULE, MESSAGE_PREFIX.sub("", each["msg"]))


def format_path(location: Sequence[int | str]) -> str:
    """`("item", 0, "type")` is `item[0].type`."""
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path
