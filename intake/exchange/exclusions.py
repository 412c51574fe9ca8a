"""What keeps an item of another program from being asked here as its authors meant it.

FHIR lets extensions say who is asked what: that an item is hidden, that a condition in another language decides, that
its words or options are worked out. None of that may be passed over in silence, on a group or a text as little as on
a question. Sources: https://hl7.org/fhir/R4/extensibility.html#modifierExtension (what a modifier extension means must
be known, or the element must not be used), https://hl7.org/fhir/R4/questionnaire-profiles.html and
https://hl7.org/fhir/uv/sdc/ (Structured Data Capture).
"""

from collections.abc import Iterator
from typing import Any

from intake.exchange.checking import joined
from intake.exchange.tree import Node, objects

Json = dict[str, Any]

HIDDEN = "hidden"
USAGE_MODE = "usagemode"
# By the last part of an extension's URL, so that the same one is known under the URL of R4, R5, SDC or a vendor.
REASONS = {
    "enablewhenexpression": "asks only some people, by a condition in another language, which is not known here",
    "enablewhen": "asks only some people, by a condition that is not known here",
    "calculatedexpression": "is worked out by another program; here a score is chosen in its place",
    "calculatedvalue": "is worked out by another program; here a score is chosen in its place",
    "answerexpression": "offers what another program works out",
    "answeroptionstoggleexpression": "offers to some people less than to others, by a condition that is not known here",
    "performertype": "is asked of somebody else than the patient, or only of some who answer",
    "subquestionnaire": "stands for another questionnaire, which is not in the file",
}
# Beside a primitive value, as in `_text`: the value itself is worked out.
WORKED_OUT = {"expression", "calculatedvalue"}
PREFIXES = ("sdc-questionnaire-", "questionnaire-", "sdc-", "cqf-")
WHEN_MEMBERS = {"id", "question", "operator"}  # and one answer[x]
MODIFIER = "modifierExtension"
MODIFIED = "may turn the meaning of what it stands in, and is not known here"

Exclusion = tuple[str, str]  # path, reason


def find_exclusions(node: Node) -> Iterator[Exclusion]:
    """Why an item, whatever its type, cannot be asked as it was meant: the paths that say so, each with a reason.

    What stands in the items inside of it is theirs. Never raises, whatever JSON data the item is made of.
    """
    yield from modifiers(node)
    for path, extension in node.objects("extension"):
        if reason := reason_against(extension):
            yield path, reason
    yield from worked_out(node)
    for path, when in node.objects("enableWhen"):
        for member in when:
            if member not in WHEN_MEMBERS and not member.startswith("answer"):
                yield joined(path, member), "is part of a condition, and is not known here"
    for path, option in node.objects("answerOption"):
        for extension_path, extension in objects(option, "extension", path):
            if reason := reason_against(extension):
                yield extension_path, reason


def find_head_exclusions(resource: Json) -> Iterator[Exclusion]:
    """Why a whole resource cannot be used."""
    if MODIFIER in resource:
        yield MODIFIER, "may turn the meaning of everything in it, and is not known here"
    if "implicitRules" in resource:
        yield "implicitRules", "names rules without which it must not be read, and they are not known here"
    for path, extension in objects(resource, "extension"):
        if reason := reason_against(extension):
            yield path, reason


def modifiers(node: Node) -> Iterator[Exclusion]:
    """The modifier extensions of the item, of its conditions and of its options."""
    if MODIFIER in node.members:
        yield f"{node.path}.{MODIFIER}", MODIFIED
    for member in ("enableWhen", "answerOption"):
        for path, part in node.objects(member):
            if MODIFIER in part:
                yield f"{path}.{MODIFIER}", MODIFIED


def worked_out(node: Node) -> Iterator[Exclusion]:
    """Members whose value an expression beside them replaces."""
    for member, beside in node.members.items():
        if not member.startswith("_") or not isinstance(beside, dict):
            continue
        for path, extension in objects(beside, "extension", joined(node.path, member)):
            if name_of(extension) in WORKED_OUT:
                yield path, "is worked out by another program"


def reason_against(extension: Json) -> str:
    """Why what bears this extension cannot be asked; empty where the extension does not stand in the way."""
    name = name_of(extension)
    if name == HIDDEN:
        # Only a plain "false" says that it is shown; an expression beside it may say otherwise for some.
        is_shown = extension.get("valueBoolean") is False and "_valueBoolean" not in extension
        return "" if is_shown else "is hidden from whoever answers"
    if name == USAGE_MODE:
        is_asked = extension.get("valueCode") in ("capture", "capture-display")
        return "" if is_asked else "is shown to whoever reads the answers, and not asked"
    return REASONS.get(name, "")


def name_of(extension: Json) -> str:
    """The last part of its URL in small letters, without version and the name of a guide; empty where it has none."""
    url = extension.get("url")
    if not isinstance(url, str):
        return ""
    name = url.partition("|")[0].strip().rstrip("/").replace("#", "/").rpartition("/")[2].lower()
    for prefix in PREFIXES:
        name = name.removeprefix(prefix)
    return name
