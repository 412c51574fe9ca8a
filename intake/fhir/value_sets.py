"""The options of value sets that the resource itself contains."""

from intake.engine.json_object import Json
from intake.fhir.exclusions import find_option_exclusions
from intake.fhir.item_tree import list_objects
from intake.fhir.vocabulary.extensions import get_extension_name

# Extensions by which a value set has other codes than it lists.
INCOMPLETE_EXTENSIONS = {"valueset-expression", "valueset-rules-text", "valueset-unclosed", "valueset-toocostly"}


class UnlistableValueSet(ValueError):
    """A value set whose codes cannot be listed; the text completes "The options of ..."."""


class ValueSets:
    """The value sets in `contained` of a resource, each read once, however many questions offer it."""

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
        """Return the `answerOption`s of the value set with this URL or `#id`. Raises UnlistableValueSet."""
        value_set = self._by_name.get(canonical)
        if value_set is None:
            raise UnlistableValueSet("are not in the file")
        if canonical in self._named_twice:
            raise UnlistableValueSet("are in the file twice")
        if id(value_set) not in self._read:
            self._read[id(value_set)] = resolve_options(value_set)
        read = self._read[id(value_set)]
        if isinstance(read, UnlistableValueSet):
            raise UnlistableValueSet(*read.args)
        return read


def resolve_options(value_set: Json) -> list[Json] | UnlistableValueSet:
    """Return the options of a value set, or the error that says why it has none."""
    try:
        options = [{"valueCoding": coding} for coding in list_codings(value_set)]
    except UnlistableValueSet as error:
        return error
    for option in options:
        if any(not isinstance(each.get("url"), str) for _, each in list_objects(option["valueCoding"], "extension")):
            return UnlistableValueSet("are not certain: one of them has an extension without a URL")
        for _, reason in find_option_exclusions(option, ""):
            return UnlistableValueSet(f"are not certain: one of them {reason}")
    return options


def list_codings(value_set: Json) -> list[Json]:
    """Return the codings of its expansion, or else of its composition. Raises UnlistableValueSet for both reasons."""
    if is_modified(value_set):
        raise UnlistableValueSet(
            "are not certain: it has a modifier extension, implicit rules or codes besides those that it lists"
        )
    reasons = []
    for part, read in (("expansion", read_expansion), ("compose", read_composition)):
        if part in value_set:
            try:
                return read(value_set[part])
            except UnlistableValueSet as error:
                reasons.append(f"`{part}` {error}")
    raise UnlistableValueSet(f"are not certain: {'; '.join(reasons) or 'it lists none'}")


def is_modified(value: object) -> bool:
    """Tell whether any part may turn the meaning of what is listed, or says that the list is not complete."""
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
    """Return the names by which a question may refer to a contained value set: `#id` and its URL."""
    own = {f"#{value_set['id']}"} if isinstance(value_set.get("id"), str) else set()
    return own | ({value_set["url"]} if isinstance(value_set.get("url"), str) else set())


def read_expansion(value: object) -> list[Json]:
    """Return the codings of an expansion that is complete and flat. Headings, which nobody can choose, are no answers.

    Raises UnlistableValueSet for any other.
    """
    expansion = value if isinstance(value, dict) else {}
    entries = read_object_list(expansion, "contains")
    total = expansion.get("total", len(entries))
    if total != len(entries) or expansion.get("offset") or expansion.get("extension"):
        raise UnlistableValueSet("is only a part of the list")
    if any(entry.get("abstract") or entry.get("inactive") or entry.get("contains") for entry in entries):
        raise UnlistableValueSet("has headings or codes that are no longer in use")
    return [build_coding(entry) for entry in entries]


def read_composition(value: object) -> list[Json]:
    """Return the codings of a composition that lists them.

    Raises UnlistableValueSet for one that chooses codes by a filter or takes some away again: only a terminology server
    knows which are left.
    """
    composition = value if isinstance(value, dict) else {}
    if composition.get("exclude"):
        raise UnlistableValueSet("has an `exclude`, which removes codes")
    found = []
    for include in read_object_list(composition, "include"):
        for member in ("filter", "valueSet"):
            if include.get(member):
                raise UnlistableValueSet(f"has a `{member}`, which is not supported here")
        if not isinstance(include.get("concept"), list):
            raise UnlistableValueSet("includes a whole code system")
        found += [
            build_coding({"system": include.get("system")} | concept)
            for concept in read_object_list(include, "concept")
        ]
    return found


def read_object_list(holder: Json, member: str) -> list[Json]:
    """Return a list that holds at least one object and nothing else. Raises UnlistableValueSet for any other."""
    entries = holder.get(member)
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        raise UnlistableValueSet(f"has no list of objects in `{member}`")
    return entries


def build_coding(entry: Json) -> Json:
    """Return the members of an entry that a coding has, where they are of the right type."""
    members = {key: entry[key] for key in ("system", "code", "display") if isinstance(entry.get(key), str)}
    return members | ({"extension": entry["extension"]} if isinstance(entry.get("extension"), list) else {})
