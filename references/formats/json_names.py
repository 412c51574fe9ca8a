"""Normalise the names of CSL-JSON as other programs write them: as text, without a list, with parts of other names."""

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


def normalize_json_names(item: Csl) -> Csl:
    """Return each variable of names that `item` has as a list of CSL names."""
    return {variable: normalize_people(item[variable]) for variable in NAME_VARIABLES if item.get(variable)}


def normalize_people(value: object) -> object:
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
        for person in (names.parse_people(item) if isinstance(item, str) else [normalize_person(item)])
        if person
    ]


def normalize_person(person: object) -> object:
    if not isinstance(person, dict):
        return person
    person = {NAME_PART_ALIASES.get(part, part): words for part, words in person.items()}
    unsorted = person.get("name")
    is_unsorted = isinstance(unsorted, str) and not person.get("family") and not person.get("literal")
    return names.parse_name(str(unsorted)) if is_unsorted else person
