"""JSON objects that know their path, so that a fault in a long definition is reported with its place."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")

Json = dict[str, Any]  # a JSON object, of which nothing is known yet

TYPE_NAMES = {dict: "an object", list: "a list", str: "text", bool: "true or false"}


class DefinitionError(ValueError):
    """A definition that cannot be used: where (`path`, such as `questionnaire.item[2].linkId`) and why (`reason`)."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


@dataclass(frozen=True)
class JsonObject:
    """Typed access to the members of one object.

    A member of another type raises DefinitionError, and so does a missing member that has no default.
    """

    members: Json
    path: str

    @classmethod
    def of(cls, value: object, path: str) -> "JsonObject":
        return cls(expect_type(value, dict, path), path)

    def __contains__(self, key: str) -> bool:
        return key in self.members

    def get_path(self, key: str) -> str:
        """Return the path of a member."""
        return f"{self.path}.{key}" if self.path else key

    def get_text(self, key: str, default: str | None = None) -> str:
        if key not in self.members and default is not None:
            return default
        text = expect_type(self._get_member(key), str, self.get_path(key))
        if default is None and not text.strip():
            raise DefinitionError(self.get_path(key), "is empty")
        return text

    def get_flag(self, key: str, *, default: bool = False) -> bool:
        return expect_type(self.members.get(key, default), bool, self.get_path(key))

    def get_object(self, key: str) -> "JsonObject":
        return JsonObject.of(self._get_member(key), self.get_path(key))

    def iter_objects(self, key: str) -> Iterator["JsonObject"]:
        """Yield each object of the list under `key`; none if the key is missing."""
        for position, value in enumerate(expect_type(self.members.get(key, []), list, self.get_path(key))):
            yield JsonObject.of(value, f"{self.get_path(key)}[{position}]")

    def get_texts(self, key: str) -> tuple[str, ...]:
        values = expect_type(self.members.get(key, []), list, self.get_path(key))
        return tuple(
            expect_type(value, str, f"{self.get_path(key)}[{position}]") for position, value in enumerate(values)
        )

    def get_one_of(self, key: str, allowed: tuple[str, ...]) -> str:
        text = self.get_text(key)
        if text not in allowed:
            raise DefinitionError(self.get_path(key), f"is {text!r}; it must be one of {', '.join(allowed)}")
        return text

    def make_error(self, key: str, reason: str) -> DefinitionError:
        return DefinitionError(self.get_path(key), reason)

    def _get_member(self, key: str) -> object:
        if key not in self.members:
            raise DefinitionError(self.get_path(key), "is missing")
        return self.members[key]


def expect_type(value: object, kind: type[T], path: str) -> T:
    """Return the value, or raise DefinitionError if it is of another type."""
    if not isinstance(value, kind):
        raise DefinitionError(path, f"must be {TYPE_NAMES[kind]}")
    return value


def reject_duplicate_members(pairs: list[tuple[str, object]]) -> Json:
    """Return the object of these members, as `object_pairs_hook` of `json.loads`.

    Raises ValueError if two members have the same name: one of them would be lost.
    """
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("an object has the same member twice")
    return members


def to_canonical_json(value: object) -> bytes:
    """Return JSON with sorted keys and no spaces, in UTF-8. Raises ValueError for what JSON cannot express."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def digest_json(value: object) -> str:
    """Return the SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(to_canonical_json(value)).hexdigest()
