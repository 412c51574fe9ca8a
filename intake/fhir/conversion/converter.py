"""A whole Questionnaire of another program as a definition."""

from collections.abc import Mapping
from dataclasses import dataclass

from intake.engine.definition import Definition
from intake.engine.json_object import DefinitionError, Json
from intake.fhir import ignored_parts, item_tree, r5
from intake.fhir.conversion.conditions import ConditionConverter
from intake.fhir.conversion.head import convert_head, get_title
from intake.fhir.conversion.items import ItemConverter, is_hint
from intake.fhir.conversion.link_ids import LinkIds
from intake.fhir.conversion.report import ConversionReport, build_kept_finding
from intake.fhir.conversion.screening import screen_resource
from intake.fhir.conversion.steps import StepConverter
from intake.fhir.definition_export import restore_definition
from intake.fhir.findings import Finding, FindingOutcome
from intake.fhir.paths import get_item_path
from intake.fhir.validation.faults import SIZE_RULE, STRUCTURE_RULE
from intake.fhir.value_sets import ValueSets


@dataclass(frozen=True)
class Conversion:
    definition: Json | None  # None if nothing can be imported
    findings: tuple[Finding, ...]


def convert_questionnaire(resource: object, *, slug: str) -> Conversion:
    """Return the definition of a resource in FHIR R4 or R5, and what became of each part.

    `slug` makes the URL of a resource that has none. Never raises, whatever JSON data it is given.
    """
    if problem := item_tree.explain_excess(resource):
        return Conversion(None, (Finding(FindingOutcome.REFUSED, "", problem, SIZE_RULE),))
    if not isinstance(resource, dict):
        return Conversion(None, (Finding(FindingOutcome.REFUSED, "", "must be an object", STRUCTURE_RULE),))
    edited: list[Finding] = []
    if (restored := restore_definition(resource)) is not None:
        if not (reason := explain_change_since_export(resource, restored)):
            nodes = item_tree.build_item_tree(resource).nodes()
            return Conversion(restored, tuple(build_kept_finding(node) for node in nodes))
        reason = f"was exported from this site and changed since ({reason}); imported without scores and rules"
        edited = [Finding(FindingOutcome.CHANGED, "extension", reason)]
    r4, changes = r5.convert_to_r4(resource)
    report = ConversionReport([*edited, *changes])
    definition = convert_resource(r4, slug, report)
    return Conversion(definition, tuple(report.findings))


def explain_change_since_export(resource: Json, restored: Json) -> str:
    """Return why an export of ours cannot be taken as it was; empty if it can."""
    if problem := item_tree.explain_excess(restored):
        return problem
    for path, reason in ignored_parts.find_ignored_in_questionnaire(resource):
        return f"{path} {reason}"
    for path, reason in ignored_parts.find_ignored_in_rules(restored):
        return f"{path} {reason}"
    try:
        Definition.from_json(restored)
    except DefinitionError as error:
        return str(error)
    return ""


def convert_resource(resource: Json, slug: str, report: ConversionReport) -> Json | None:
    """Return the definition of a resource in FHIR R4; None if nothing can be imported. The rest is in the report."""
    tree = item_tree.build_item_tree(resource)
    nodes = list(tree.nodes())
    if not screen_resource(resource, nodes, report):
        return None
    link_ids = LinkIds(node for node in nodes if not is_hint(node))
    items = ItemConverter(report, link_ids, ConditionConverter(nodes, link_ids), ValueSets(resource))
    steps = StepConverter(items, get_title(resource)).convert(tree.tops)
    if not steps:
        report.refuse("item", "contains no question that can be asked here")
        return None
    questionnaire = convert_head(resource, slug, report) | {"item": steps}
    definition: Json = {"questionnaire": questionnaire, "scores": [], "rules": [], "consents": []}
    if not check_definition(definition, report):
        return None
    report.keep_unchanged(nodes)
    return definition


def check_definition(definition: Json, report: ConversionReport) -> bool:
    """Report what keeps a definition that was made from being read, and return whether it can be."""
    if problem := item_tree.explain_excess(definition):
        report.refuse("item", f"results in a questionnaire that {problem}")
        return False
    try:
        Definition.from_json(definition)
    except DefinitionError as error:
        report.refuse(find_origin(definition, error.path, report.origins), error.reason)
        return False
    return True


def find_origin(definition: Json, path: str, origins: Mapping[str, str]) -> str:
    """Return the path of the item that a path in the definition was made from; empty if there is none."""
    node: Json = definition["questionnaire"]
    for part in get_item_path(path.removeprefix("questionnaire.")).split("."):
        if part:
            node = node["item"][int(part.removeprefix("item[").removesuffix("]"))]
    return origins.get(node.get("linkId", ""), "")
