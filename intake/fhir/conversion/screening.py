"""What of a resource is at fault or cannot be asked, found before anything is converted."""

from collections.abc import Collection

from intake.engine.json_object import Json
from intake.fhir.conversion.report import ConversionReport
from intake.fhir.exclusions import find_exclusions, find_head_exclusions
from intake.fhir.item_tree import Node
from intake.fhir.paths import get_item_path
from intake.fhir.validation.faults import STRUCTURE_RULE, TEXT_RULE, Fault
from intake.fhir.validation.questionnaire import find_faults

# Rules that can be broken only by what is left out anyway.
HARMLESS_RULES = {"que-3", "que-6", "que-8", "que-9", "que-10", "que-11", "que-13"}
# Members of an item that are converted: a fault in their structure is never harmless.
CARRIED_MEMBERS = {
    *("linkId", "type", "text", "item", "enableWhen", "enableBehavior", "required", "repeats", "readOnly", "maxLength"),
    *("answerOption", "answerValueSet", "code", "extension"),
}
CARRIED_HEAD_MEMBERS = {"resourceType", "item", "title", "url", "language"}


def screen_resource(resource: Json, nodes: Collection[Node], report: ConversionReport) -> bool:
    """Report what is at fault, and leave out the items that are. Return whether the resource itself can be used.

    `nodes` are the items of the resource, from top to bottom.
    """
    for fault in find_faults(resource):
        item = get_item_path(fault.path)
        if is_harmless(fault, item):
            report.change(fault.path, fault.reason, fault.rule)
            continue
        report.refuse(fault.path, fault.reason, fault.rule)
        if not item:
            return False
        report.mark_left_out(item)
    if head_exclusions := list(find_head_exclusions(resource)):
        for path, reason in head_exclusions:
            report.refuse(path, reason)
        return False
    for node in nodes:
        for path, reason in find_exclusions(node):
            report.refuse(path, reason)
            report.mark_left_out(node.path)
    for node in nodes:
        if report.is_left_out(node):
            report.leave_out(node)
    return True


def is_harmless(fault: Fault, item: str) -> bool:
    """Tell whether a fault touches only what is left out anyway. `item` is the path of its item; empty for the head."""
    member = fault.path[len(item) :].lstrip(".").partition(".")[0].partition("[")[0]
    if not item:
        return member not in CARRIED_HEAD_MEMBERS and fault.rule != TEXT_RULE
    if fault.rule == STRUCTURE_RULE:
        return bool(member) and member not in CARRIED_MEMBERS
    return fault.rule in HARMLESS_RULES
