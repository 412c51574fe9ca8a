"""The role of a person, as records write it behind the name: `Smith, J. (Ed.)`.

Until the record is built, the role stands under `role`, a member that CSL does not know.
"""

import re
from typing import Any

from references.csl import Csl
from references.formats.indexed_names import is_whole_name

ROLE_WORDS = {
    "editor": r"eds?|editors?|edited by|hrsg|hg|herausgeber(?:in|innen)?",
    "translator": r"trans|transl|translators?|übers|übersetzer(?:in|innen)?",
}
TRAILING_ROLE = re.compile(
    rf"[(\[](?:{'|'.join(f'(?P<{role}>{words})' for role, words in ROLE_WORDS.items())})\.?[)\]]\.?$", re.IGNORECASE
)
# Behind a whole name. With a capital letter, Ed. is a given name.
TRAILING_ROLE_AFTER_COMMA = re.compile(
    r"(?<=[\w.]),\s*(?:(?P<editor>eds?\.|editors?)|(?P<translator>trans\.|translators?))$"
)
# The words that are said of all names before them.
PLURAL_ROLE = re.compile(r"\W(?:eds|editors|translators|herausgeberinnen|übersetzerinnen)\W*$", re.IGNORECASE)


def split_role(text: str) -> tuple[str, str]:
    """Return `Smith, J.` and `editor` for `Smith, J. (Ed.)`; the text and nothing if no role is told."""
    found = TRAILING_ROLE.search(text)
    if not found and (found := TRAILING_ROLE_AFTER_COMMA.search(text)) and not is_whole_name(text[: found.start()]):
        return text, ""
    name = text[: found.start()].rstrip(" ,") if found else ""
    return (name, next(role for role in ROLE_WORDS if found[role])) if found and name else (text, "")


def group_by_role(work: Csl) -> Csl:
    """Return the work with each person under the role behind their name, rather than under where the name stood.

    People who call themselves editors of an article are its authors.
    """
    moves = not str(work.get("type", "")).startswith("article")
    found: dict[str, list[Any]] = {}
    for variable in ("author", "editor", "translator"):
        if not isinstance(work.get(variable), list):
            continue
        found.setdefault(variable, [])
        for person in map(extract_role, work[variable]):
            role = person.pop("role", "") if isinstance(person, dict) else ""
            # A record of JSON may have any value there.
            is_known = isinstance(role, str) and role in ROLE_WORDS
            found.setdefault(role if is_known and moves else variable, []).append(person)
    return {**work, **found}


def extract_role(person: object) -> Any:
    """Return a name with the role that its last part tells."""
    if not isinstance(person, dict):
        return person
    person = dict(person)
    for part in ("suffix", "given", "family", "literal"):
        if isinstance(words := person.get(part), str) and not person.get("role"):
            # Behind a word, because the role may be all that the part has.
            rest, role = split_role(f"_ {words}")
            if role:
                person |= {part: rest.removeprefix("_").strip(" ,"), "role": role}
    return {part: text for part, text in person.items() if text} if person.get("role") else person
