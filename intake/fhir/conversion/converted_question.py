"""A question of another program as it can be asked here."""

from collections.abc import Hashable
from dataclasses import dataclass, field

from intake.engine.json_object import Json
from intake.fhir.conversion.item_types import Coding, QuestionMembers

OptionIdentity = tuple[type, Hashable]


@dataclass
class ConvertedQuestion:
    """Members of a FHIR R4 item, and what was changed to get them."""

    type: str
    members: QuestionMembers = field(default_factory=QuestionMembers)
    extensions: list[Json] = field(default_factory=list)
    changes: list[tuple[str, str]] = field(default_factory=list)  # path, reason
    codings: dict[OptionIdentity, Coding] = field(default_factory=dict)  # what was offered -> the coding offered here

    def change(self, path: str, reason: str) -> None:
        self.changes.append((path, reason))

    def build_members(self) -> QuestionMembers:
        """Return the members of the item, with its extensions."""
        return {"extension": self.extensions, **self.members} if self.extensions else self.members
