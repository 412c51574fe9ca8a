"""A second opinion on the structure of a resource, from the library fhir.resources.

It reads R4B, which says of a Questionnaire what R4 says, and is stricter than many programs that write one; a resource
of R5 is held to R5. The library is slow to import: keep this module away from what visitors ask for.
"""

import re
from collections.abc import Iterator, Sequence

from fhir.resources.questionnaire import Questionnaire as R5Questionnaire
from fhir.resources.R4B.questionnaire import Questionnaire as R4BQuestionnaire
from pydantic import BaseModel, ValidationError

from intake.fhir import item_tree
from intake.fhir.validation.faults import STRUCTURE_RULE, Fault

MESSAGE_PREFIX = re.compile(r"^(Value|Assertion) error, ")


def find_schema_faults(resource: object, *, is_r5: bool = False) -> list[Fault]:
    """Return what that library finds wrong; it stops at the first fault of some kinds.

    A resource that is too large is not given to it.
    """
    if item_tree.explain_excess(resource):
        return []
    try:
        return list(find_validation_faults(R5Questionnaire if is_r5 else R4BQuestionnaire, resource))
    except Exception:  # noqa: BLE001 -- the library may raise anything for hostile data, also while it describes a fault
        return [Fault("", STRUCTURE_RULE, "cannot be read by fhir.resources")]


def find_validation_faults(model: type[BaseModel], resource: object) -> Iterator[Fault]:
    try:
        model.model_validate(resource)
    except ValidationError as error:
        for each in error.errors():
            yield Fault(format_path(each["loc"]), STRUCTURE_RULE, MESSAGE_PREFIX.sub("", each["msg"]))


def format_path(location: Sequence[int | str]) -> str:
    """Write `("item", 0, "type")` as `item[0].type`."""
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path
