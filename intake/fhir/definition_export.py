"""A definition as a FHIR R4 Questionnaire for other programs, and back again as it was.

The items are exported as they are stored: they are FHIR already. What FHIR has no place for (scores, rules, consents,
test cases) goes along as JSON in one extension, which other programs ignore.
"""

import json
from datetime import datetime

from intake.engine.fhir_extensions import BASE
from intake.engine.json_object import Json, to_canonical_json

# Of a Questionnaire: valueString, the JSON of what the resource does not say of the definition.
DEFINITION_EXTENSION = f"{BASE}definition"
EXPORT_MEMBERS = ("version", "status", "date", "language")  # an export sets them anew


def export_definition(definition: Json, *, version: int, published: datetime, is_live: bool, language: str) -> Json:
    """Return the resource. `published` has a time zone; `language` is used if the definition names none."""
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


def restore_definition(resource: Json) -> Json | None:
    """Return the definition that was exported; None for a resource that `export_definition` did not make."""
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


def is_own_extension(node: object) -> bool:
    return (
        isinstance(node, dict) and node.get("url") == DEFINITION_EXTENSION and isinstance(node.get("valueString"), str)
    )
