"""A version as a FHIR R4 Questionnaire for other programs, and back again as it was.

The items are told as they are kept: they are FHIR already. What FHIR has no place for (scores, rules, consents, test
cases) goes along as JSON in one extension, which other programs pass over.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from intake.engine.json_object import Json, to_canonical_json
from intake.engine.questionnaire_items import BASE

DEFINITION_EXTENSION = (
    f"{BASE}definition"  # of a Questionnaire: valueString, JSON: what of the definition is not in the resource
)
EXPORT_MEMBERS = ("version", "status", "date", "language")  # told anew by an export


def export_definition(
    definition: Mapping[str, Any], *, version: int, published: datetime, is_live: bool, language: str
) -> Json:
    """The resource. `published` knows its time zone; `language` is told where the definition tells none."""
    resource = definition["questionnaire"]
    beside = {key: value for key, value in definition.items() if key != "questionnaire"}
    beside["head"] = {key: resource[key] for key in EXPORT_MEMBERS if key in resource}
    extension = {"url": DEFINITION_EXTENSION, "valueString": to_canonical_json(beside).decode()}
    return {
        **resource,
        "extension": [*resource.get("extension", []), extension],
        "version": str(version),
        "status": "active" if is_live else "retired",
        "date": published.isoformat(timespec="seconds"),
        "language": resource.get("language", language),
    }


def restore_definition(resource: Mapping[str, Any]) -> Json | None:
    """The definition that was exported; None for a resource that is no export of ours."""
    extensions = resource.get("extension")
    ours = [node for node in extensions if is_own_extension(node)] if isinstance(extensions, list) else []
    if len(ours) != 1:
        return None
    try:
        beside = json.loads(ours[0]["valueString"])
    except (ValueError, RecursionError):
        return None
    if not isinstance(beside, dict) or not isinstance(beside.get("head"), dict):
        return None
    questionnaire = {key: value for key, value in resource.items() if key not in (*EXPORT_MEMBERS, "extension")}
    questionnaire |= beside.pop("head")
    if others := [node for node in resource["extension"] if not is_own_extension(node)]:
        questionnaire["extension"] = others
    return {**beside, "questionnaire": questionnaire}


def is_own_extension(node: Any) -> bool:
    return (
        isinstance(node, dict) and node.get("url") == DEFINITION_EXTENSION and isinstance(node.get("valueString"), str)
    )
