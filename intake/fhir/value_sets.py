"""The options of a question, wherever the resource tells them: beside it, or in a value set that it brings along."""

from typing import Any

from intake.engine.json_object import Json
from intake.fhir.exclusions import find_option_exclusions
from intake.fhir.item_tree import list_objects
from intake.fhir.vocabulary import get_extension_name

# Extensions by which a value set has other codes than it lists.
INCOMPLETE_EXTENSIONS = {"valueset-expression", "valueset-rules-text", "valueset-unclosed", "valueset-toocostly"}


class UnlistableValueSet(ValueError):
    """Why the codes of a value set are not told one by one."""


class ValueSets:
    """Those in `contained`, each read once, however many questions offer it."""

    def __init__(self, resource: Json) -> None:
        self._by_name: dict[str, Json] = {}
        self._named_twice: set[str] = set()
        self._read: dict[int, list[Json] | UnlistableValueSet] = {}
        for _, contained in list_objects(resource, "contained"):
            if contained.get("resourceType") == "ValueSet":
                for name in get_value_set_names(contained):
                    if self._by_name.setdefault(name, contained) is not contained:
                        self._named_twice.add(name)

    def options(self, canonical: str) -> list[Json]:
        """The `answerOption`s that a value set stands for. Raises NoList."""
        value_set = self._by_name.get(canonical)
        if value_set is None:
            raise UnlistableValueSet("are not in the file")
        if canonical in self._named_twice:
            raise UnlistableValueSet("stand in the file twice")
        if id(value_set) not in self._read:
            self._read[id(value_set)] = resolve_options(value_set)
        read = self._read[id(value_set)]
        if isinstance(read, UnlistableValueSet):
            raise UnlistableValueSet(*read.args)
        return read


def resolve_options(value_set: Json) -> list[Json] | UnlistableValueSet:
    try:
        options = [{"valueCoding": coding} for coding in list_codings(value_set)]
    except UnlistableValueSet as error:
        return error
    for option in options:
        if any(not isinstance(each.get("url"), str) for _, each in list_objects(option["valueCoding"], "extension")):
            return UnlistableValueSet("cannot be told: one of them has an extension that does not say which it is")
        for _, reason in find_option_exclusions(option, ""):
            return UnlistableValueSet(f"cannot be told: one of them {reason}")
    return options


def list_codings(value_set: Json) -> list[Json]:
    """Of its expansion, or else of its composition; each says why it is no plain list."""
    if is_modified(value_set):
        raise UnlistableValueSet(
            "cannot be told: it has a modifier extension, implicit rules or codes beside those that it lists"
        )
    reasons = []
    for part, read in (("expansion", read_expansion), ("compose", read_composition)):
        if part in value_set:
            try:
                return read(value_set[part])
            except UnlistableValueSet as error:
                reasons.append(f"`{part}` {error}")
    raise UnlistableValueSet(f"cannot be told: {'; '.join(reasons) or 'it lists none'}")


def is_modified(value: Any) -> bool:
    """Whether anything stands in it that may turn the meaning of what is listed, or says that it is not all."""
    ahead = [value]
    while ahead:
        value = ahead.pop()
        if isinstance(value, dict):
            if "modifierExtension" in value or "implicitRules" in value:
                return True
            if any(
                get_extension_name(extension) in INCOMPLETE_EXTENSIONS
                for _, extension in list_objects(value, "extension")
            ):
                return True
            ahead += value.values()
        elif isinstance(value, list):
            ahead += value
    return False


def get_value_set_names(value_set: Json) -> set[str]:
    own = {f"#{value_set['id']}"} if isinstance(value_set.get("id"), str) else set()
    return own | ({value_set["url"]} if isinstance(value_set.get("url"), str) else set())


def read_expansion(value: Any) -> list[Json]:
    """Of an expansion that is whole and flat; headings, which nobody can choose, are no answers."""
    entries = read_object_list(value, "contains")
    total = value.get("total", len(entries))
    if total != len(entries) or value.get("offset") or value.get("extension"):
        raise UnlistableValueSet("is a part of the list only")
    if any(entry.get("abstract") or entry.get("inactive") or entry.get("contains") for entry in entries):
        raise UnlistableValueSet("has headings, or codes that are out of use")
    return [build_coding(entry) for entry in entries]


def read_composition(value: Any) -> list[Json]:
    """Of a composition that lists its codes; what is chosen by a filter, or taken away again, cannot be told here."""
    if isinstance(value, dict) and value.get("exclude"):
        raise UnlistableValueSet("has an `exclude`, which takes codes away again")
    found = []
    for include in read_object_list(value, "include"):
        for member in ("filter", "valueSet"):
            if include.get(member):
                raise UnlistableValueSet(f"has a `{member}`, which is not followed here")
        if not isinstance(include.get("concept"), list):
            raise UnlistableValueSet("takes in a whole code system")
        found += [
            build_coding({"system": include.get("system")} | concept)
            for concept in read_object_list(include, "concept")
        ]
    return found


def read_object_list(value: Any, member: str) -> list[Json]:
    """The objects of a list that has nothing else in it, and at least one. Raises NoList."""
    entries = value.get(member) if isinstance(value, dict) else None
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        raise UnlistableValueSet(f"has no list of objects in `{member}`")
    return entries


def build_coding(entry: Json) -> Json:
    members = {key: entry[key] for key in ("system", "code", "display") if isinstance(entry.get(key), str)}
    return members | ({"extension": entry["extension"]} if isinstance(entry.get("extension"), list) else {})
