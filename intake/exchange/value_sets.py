"""The options of a question, wherever the resource tells them: beside it, or in a value set that it brings along."""

from typing import Any

from intake.exchange.tree import objects

Json = dict[str, Any]


def options(resource: Json, canonical: str) -> list[Json] | None:
    """The `answerOption`s that a value set in `contained` stands for; None if it is not there, or tells no codes."""
    for _, contained in objects(resource, "contained"):
        if contained.get("resourceType") == "ValueSet" and canonical in names(contained):
            if is_modified(contained):
                return None
            codings = expansion(contained) or composition(contained)
            return [{"valueCoding": coding} for coding in codings] or None
    return None


def is_modified(value: Any) -> bool:
    """Whether a modifier extension stands anywhere in it, which may turn the meaning of what is listed."""
    ahead = [value]
    while ahead:
        value = ahead.pop()
        if isinstance(value, dict):
            if "modifierExtension" in value:
                return True
            ahead += value.values()
        elif isinstance(value, list):
            ahead += value
    return False


def names(value_set: Json) -> set[str]:
    own = {f"#{value_set['id']}"} if isinstance(value_set.get("id"), str) else set()
    return own | ({value_set["url"]} if isinstance(value_set.get("url"), str) else set())


def expansion(value_set: Json) -> list[Json]:
    """Of an expansion that is a plain list; headings, which nobody can choose, and what is below them are not read."""
    expanded = value_set.get("expansion")
    entries = [entry for _, entry in objects(expanded, "contains")] if isinstance(expanded, dict) else []
    if any(entry.get("abstract") or entry.get("inactive") or entry.get("contains") for entry in entries):
        return []
    return [coding_of(entry) for entry in entries]


def composition(value_set: Json) -> list[Json]:
    """Of a composition that lists its codes; what is chosen by a filter, or taken away again, cannot be told here."""
    compose = value_set.get("compose")
    if not isinstance(compose, dict) or compose.get("exclude"):
        return []
    codings = []
    for _, include in objects(compose, "include"):
        concepts = objects(include, "concept")
        if not concepts or include.get("filter") or include.get("valueSet"):
            return []
        codings += [coding_of({"system": include.get("system")} | concept) for _, concept in concepts]
    return codings


def coding_of(entry: Json) -> Json:
    members = {key: entry[key] for key in ("system", "code", "display") if isinstance(entry.get(key), str)}
    return members | ({"extension": entry["extension"]} if isinstance(entry.get("extension"), list) else {})
