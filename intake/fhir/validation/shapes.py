"""Which members a resource and its items have in FHIR R4, and of which JSON type each is."""

from collections.abc import Iterator, Mapping

from intake.fhir.paths import join_path
from intake.fhir.validation.faults import STRUCTURE_RULE, TEXT_RULE, Fault

RESOURCE_SHAPE: Mapping[str, type] = {
    **dict.fromkeys(("resourceType", "id", "implicitRules", "language", "url", "version", "name", "title"), str),
    **dict.fromkeys(("status", "date", "publisher", "description", "purpose", "copyright"), str),
    **dict.fromkeys(("approvalDate", "lastReviewDate"), str),
    **dict.fromkeys(("contained", "extension", "modifierExtension", "identifier", "contact", "useContext"), list),
    **dict.fromkeys(("jurisdiction", "code", "item"), list),
    **dict.fromkeys(("meta", "text", "effectivePeriod"), dict),
    "experimental": bool,
}
ITEM_SHAPE: Mapping[str, type] = {
    **dict.fromkeys(("id", "linkId", "definition", "prefix", "text", "type", "enableBehavior", "answerValueSet"), str),
    **dict.fromkeys(("extension", "modifierExtension", "code", "enableWhen", "answerOption", "initial", "item"), list),
    **dict.fromkeys(("required", "repeats", "readOnly"), bool),
    "maxLength": int,
}
TYPE_NAMES = {str: "text", list: "a list of objects", dict: "an object", bool: "true or false", int: "a whole number"}


def find_shape_faults(members: Mapping[str, object], shapes: Mapping[str, type], path: str) -> Iterator[Fault]:
    """Yield the members that FHIR R4 does not have here, and those of another type than it says."""
    for key, value in members.items():
        # What belongs to a primitive value, as `_text` does to `text`: extensions of it.
        if key.startswith("_"):
            continue
        member_path, shape = join_path(path, key), shapes.get(key)
        if shape is None:
            yield Fault(member_path, STRUCTURE_RULE, "is not part of FHIR R4 here")
        elif not isinstance(value, shape) or (shape is int and isinstance(value, bool)):
            yield Fault(member_path, STRUCTURE_RULE, f"must be {TYPE_NAMES[shape]}")
        elif isinstance(value, list) and key != "item":
            for number, entry in enumerate(value):
                if not isinstance(entry, dict):
                    yield Fault(f"{member_path}[{number}]", STRUCTURE_RULE, "must be an object")


def find_unstorable_text(value: object, path: str) -> Iterator[Fault]:
    """Yield each text that no database can store: with the character NUL, or with half of a surrogate pair."""
    ahead = [(path, value)]
    while ahead:
        path, value = ahead.pop()
        if isinstance(value, str) and not is_storable_text(value):
            yield Fault(path, TEXT_RULE, "contains a character that cannot be stored")
        elif isinstance(value, dict):
            ahead += [(join_path(path, key), inner) for key, inner in value.items()]
        elif isinstance(value, list):
            ahead += [(f"{path}[{number}]", inner) for number, inner in enumerate(value)]


def is_storable_text(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)
