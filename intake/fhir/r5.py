"""What FHIR R5 says otherwise than R4, said as R4 says it. Nothing moves: every path stays what it was.

https://hl7.org/fhir/R5/questionnaire.html: the type `coding` stands for R4's `choice`, and `answerConstraint` for what
made it an `open-choice`.
"""

from intake.engine.json_object import Json
from intake.fhir.findings import Finding, FindingOutcome
from intake.fhir.item_tree import MAX_LEVELS

R5_HEAD_MEMBERS = ("versionAlgorithmString", "versionAlgorithmCoding", "copyrightLabel")


def convert_to_r4(resource: Json) -> tuple[Json, list[Finding]]:
    """The resource without what only R5 knows, and what was changed for that."""
    findings = [report_left_out(member) for member in R5_HEAD_MEMBERS if member in resource]
    r4 = {key: value for key, value in resource.items() if key not in R5_HEAD_MEMBERS}
    return convert_items_to_r4(r4, "", 1, findings), findings


def is_r5(resource: Json) -> bool:
    """Whether it says anything as only R5 does."""
    return bool(convert_to_r4(resource)[1])


def report_left_out(path: str) -> Finding:
    return Finding(FindingOutcome.CHANGED, path, "is of FHIR R5; left out")


def convert_items_to_r4(holder: Json, path: str, level: int, findings: list[Finding]) -> Json:
    if not isinstance(holder.get("item"), list) or level > MAX_LEVELS:
        return holder
    items = []
    for number, item in enumerate(holder["item"]):
        here = f"{path}.item[{number}]" if path else f"item[{number}]"
        if isinstance(item, dict):
            items.append(convert_items_to_r4(convert_item_to_r4(item, here, findings), here, level + 1, findings))
        else:
            items.append(item)
    return holder | {"item": items}


def convert_item_to_r4(item: Json, path: str, findings: list[Finding]) -> Json:
    """What R4 has no word for stays where it is, so that the item is refused for it."""
    r4, kind, constraint = dict(item), item.get("type"), item.get("answerConstraint", "optionsOnly")
    is_coding, is_text = kind == "coding", kind in ("string", "text")
    if is_coding or (is_text and constraint == "optionsOrString"):
        r4["type"] = "choice" if constraint == "optionsOnly" else "open-choice"
        reason = f"`{kind}` of FHIR R5 is read as `{r4['type']}`"
        findings.append(Finding(FindingOutcome.CHANGED, f"{path}.type", reason))
    if "answerConstraint" in r4 and (is_coding or constraint in ("optionsOnly", "optionsOrString")):
        del r4["answerConstraint"]
        findings += [] if is_coding else [report_left_out(f"{path}.answerConstraint")]
    if r4.get("disabledDisplay") == "hidden":
        del r4["disabledDisplay"]
        findings.append(report_left_out(f"{path}.disabledDisplay"))
    return r4
