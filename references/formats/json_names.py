"""Normalise the names of CSL-JSON as other programs write them: as text, without a list, with parts of other names."""

from typing import Any

from references.csl import Csl
from references.formats import names

NAME_VARIABLES = (
    *("author", "chair", "collection-editor", "compiler", "composer", "container-author", "contributor", "curator"),
    *("director", "editor", "editorial-director", "executive-producer", "guest", "host", "illustrator", "interviewer"),
    *("narrator", "organizer", "original-author", "performer", "producer", "recipient", "reviewed-author"),
    *("script-writer", "series-creator", "translator"),
)
NAME_PART_ALIASES = {
    "lastName": "family",
    "last": "family",
    "surname": "family",
    "firstName": "given",
    "first": "given",
}


def normalise_json_names(item: Csl) -> Csl:
    """Return each variable of names that `item` has as a list of CSL names."""
    return {variable: normalise_people(item[variable]) for variable in NAME_VARIABLES if item.get(variable)}


def normalise_people(value: Any) -> Any:
    """Return a list of CSL names. A value that holds no names stays as it is."""
    if isinstance(value, str):
        return names.parse_people(value)
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, list):
        return value
    return [
        person
        for item in value
        for person in (names.parse_people(item) if isinstance(item, str) else [normalise_person(item)])
        if person
    ]


def normalise_person(person: Any) -> Any:
    if not isinstance(person, dict):
        return person
    person = {NAME_PART_ALIASES.get(part, part): words for part, words in person.items()}
    unsorted = person.get("name")
    is_unsorted = isinstance(unsorted, str) and not person.get("family") and not person.get("literal")
    return names.parse_name(str(unsorted)) if is_unsorted else person
