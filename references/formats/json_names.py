"""Names of CSL-JSON as other programs write them: as texts, one person without a list, parts under other names."""

from typing import Any

from references.csl import Csl
from references.formats import names

VARIABLES = (
    *("author", "chair", "collection-editor", "compiler", "composer", "container-author", "contributor", "curator"),
    *("director", "editor", "editorial-director", "executive-producer", "guest", "host", "illustrator", "interviewer"),
    *("narrator", "organizer", "original-author", "performer", "producer", "recipient", "reviewed-author"),
    *("script-writer", "series-creator", "translator"),
)
OTHER_NAMES = {"lastName": "family", "last": "family", "surname": "family", "firstName": "given", "first": "given"}


def read(item: Csl) -> Csl:
    """Each variable of names that `item` has, as a list of CSL's names."""
    return {variable: people(item[variable]) for variable in VARIABLES if item.get(variable)}


def people(value: Any) -> Any:
    """What is in no way a name stays as it is."""
    if isinstance(value, str):
        return names.people(value)
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, list):
        return value
    return [
        person for told in value for person in (names.people(told) if isinstance(told, str) else [one(told)]) if person
    ]


def one(told: Any) -> Any:
    if not isinstance(told, dict):
        return told
    told = {OTHER_NAMES.get(part, part): words for part, words in told.items()}
    unsorted = told.get("name")
    is_unsorted = isinstance(unsorted, str) and not told.get("family") and not told.get("literal")
    return names.name(str(unsorted)) if is_unsorted else told
