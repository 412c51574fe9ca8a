"""FHIR R5 in terms of R4. Nothing moves: every path stays what it was.

https://hl7.org/fhir/R5/questionnaire.html: the type `coding` stands for R4's `choice`, and `answerConstraint` for what
made it an `open-choice`.
"""

from intake.engine.json_object import Json
from intake.fhir.findings import Finding, FindingOutcome
from intake.fhir.item_tree import MAX_LEVELS

R5_HEAD_MEMBERS = ("versionAlgorithmString", "versionAlgorithmCoding", "copyrightLabel")


def convert_to_r4(resource: Json) -> tuple[Json, list[Finding]]:
    """Return the resource without what only R5 has, and the changes that this took."""
    findings = [report_left_out(member) for member in R5_HEAD_MEMBERS if member in resource]
    r4 = {key: value for key, value in resource.items() if key not in R5_HEAD_MEMBERS}
    return convert_items_to_r4(r4, "", 1, findings), findings


def is_r5(resource: Json) -> bool:
    """Tell whether a resource uses anything that only R5 has."""
    return bool(convert_to_r4(resource)[1])


def report_left_out(path: str) -> Finding:
    return Finding(FindingOutcome.CHANGED, path, "left out: only FHIR R5 has this")


def convert_items_to_r4(holder: Json, path: str, level: int, findings: list[Finding]) -> Json:
    """Return the resource or item at `path` with its items in R4. Appends what was changed to `findings`."""
    if not isinstance(holder.get("item"), list) or level > MAX_LEVELS:
        return holder
    items = []
    for number, item in enumerate(holder["item"]):
        item_path = f"{path}.item[{number}]" if path else f"item[{number}]"
        if isinstance(item, dict):
            r4 = convert_item_to_r4(item, item_path, findings)
            items.append(convert_items_to_r4(r4, item_path, level + 1, findings))
        else:
            items.append(item)
    return holder | {"item": items}


def convert_item_to_r4(item: Json, path: str, findings: list[Finding]) -> Json:
    """Return one item in R4. What R4 cannot say stays as it is, so that the item is refused for it later."""
    r4, kind, constraint = dict(item), item.get("type"), item.get("answerConstraint", "optionsOnly")
    is_coding, is_text = kind == "coding", kind in ("string", "text")
    if is_coding or (is_text and constraint == "optionsOrString"):
        r4["type"] = "choice" if constraint == "optionsOnly" else "open-choice"
        reason = f"`{kind}` of FHIR R5 was changed to `{r4['type']}`"
        findings.append(Finding(FindingOutcome.CHANGED, f"{path}.type", reason))
    if "answerConstraint" in r4 and (is_coding or constraint in ("optionsOnly", "optionsOrString")):
        del r4["answerConstraint"]
        findings += [] if is_coding else [report_left_out(f"{path}.answerConstraint")]
    if r4.get("disabledDisplay") == "hidden":
        del r4["disabledDisplay"]
        findings.append(report_left_out(f"{path}.disabledDisplay"))
    return r4
