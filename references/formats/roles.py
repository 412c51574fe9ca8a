"""What somebody was, as records write it behind the name: `Smith, J. (Ed.)`.

Until the record is assembled it is told under `role`, a key that CSL does not know.
"""

import re
from typing import Any

from references.csl import Csl
from references.formats.indexed_names import is_whole

ROLES = {
    "editor": r"eds?|editors?|edited by|hrsg|hg|herausgeber(?:in|innen)?",
    "translator": r"trans|transl|translators?|übers|übersetzer(?:in|innen)?",
}
ROLE_BEHIND = re.compile(
    rf"[(\[](?:{'|'.join(f'(?P<{role}>{words})' for role, words in ROLES.items())})\.?[)\]]\.?$", re.IGNORECASE
)
# Behind a whole name. In a capital letter Ed. is a given name.
ROLE_BEHIND_COMMA = re.compile(r"(?<=[\w.]),\s*(?:(?P<editor>eds?\.|editors?)|(?P<translator>trans\.|translators?))$")
# Which of these words are said of all before them.
OF_ALL = re.compile(r"\W(?:eds|editors|translators|herausgeberinnen|übersetzerinnen)\W*$", re.IGNORECASE)


def without_role(text: str) -> tuple[str, str]:
    """`Smith, J. (Ed.)` as `Smith, J.` and `editor`; nothing where no role is told."""
    found = ROLE_BEHIND.search(text)
    if not found and (found := ROLE_BEHIND_COMMA.search(text)) and not is_whole(text[: found.start()]):
        return text, ""
    name = text[: found.start()].rstrip(" ,") if found else ""
    return (name, next(role for role in ROLES if found[role])) if found and name else (text, "")


def by_role(work: Csl) -> Csl:
    """The work with each person under what they were by their own name, rather than under where the name stood.

    Of an article those who call themselves its editors are its authors.
    """
    moves = not str(work.get("type", "")).startswith("article")
    found: dict[str, list[Any]] = {}
    for variable in ("author", "editor", "translator"):
        if not isinstance(work.get(variable), list):
            continue
        found.setdefault(variable, [])
        for told in map(with_role, work[variable]):
            role = told.pop("role", "") if isinstance(told, dict) else ""
            # A record of JSON may have any value there.
            is_known = isinstance(role, str) and role in ROLES
            found.setdefault(role if is_known and moves else variable, []).append(told)
    return {**work, **found}


def with_role(told: Any) -> Any:
    """A name whose last part says what somebody was."""
    if not isinstance(told, dict):
        return told
    told = dict(told)
    for part in ("suffix", "given", "family", "literal"):
        if isinstance(words := told.get(part), str) and not told.get("role"):
            # Behind anything: the role may be all that the part has.
            rest, role = without_role(f"_ {words}")
            if role:
                told |= {part: rest.removeprefix("_").strip(" ,"), "role": role}
    return {part: text for part, text in told.items() if text} if told.get("role") else told
