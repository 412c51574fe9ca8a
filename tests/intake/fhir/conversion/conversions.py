"""Conversions, and their findings by path."""

from typing import Any

from intake.engine.definition import Definition
from intake.fhir.conversion.converter import Conversion, convert_questionnaire
from intake.fhir.findings import FindingOutcome, filter_findings


def convert(resource: Any) -> tuple[Definition, dict[str, dict[str, str]]]:
    """Return the definition, and for each outcome the reasons by path."""
    conversion = convert_questionnaire(resource, slug="form")
    told: dict[str, dict[str, str]] = {"kept": {}, "changed": {}, "refused": {}}
    for finding in conversion.findings:
        told[finding.outcome][finding.path] = finding.reason
    assert conversion.definition is not None, told["refused"]
    return Definition.from_json(conversion.definition), told


def explain_refusals(resource: Any) -> dict[str, str]:
    """Return the reasons by path for a resource of which nothing can be imported."""
    conversion = convert_questionnaire(resource, slug="form")
    assert conversion.definition is None
    return {finding.path: finding.reason for finding in conversion.findings if finding.outcome == "refused"}


def list_paths(conversion: Conversion, outcome: FindingOutcome) -> list[str]:
    """Return the paths of the findings with an outcome."""
    return [finding.path for finding in filter_findings(conversion.findings, outcome)]


def list_asked(conversion: Conversion) -> list[str]:
    """Return the linkIds of all that is asked or shown."""
    steps = conversion.definition["questionnaire"]["item"] if conversion.definition else []
    return [question["linkId"] for step in steps for question in step["item"]]
