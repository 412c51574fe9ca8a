"""Conditions that hold together. FHIR nests them by nesting items; here a step and its questions have one list each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from intake.engine.json_object import to_canonical_json
from intake.fhir.conversion.item_types import Comparison, ConditionMembers

MAX_COMPARISONS = 50  # of one item, with those of the items around it


class ConditionTooComplex(ValueError):
    """Conditions that one list cannot say together, or only with more than MAX_COMPARISONS."""


@dataclass(frozen=True)
class EnableWhen:
    comparisons: tuple[Comparison, ...] = ()
    is_any: bool = False  # of several comparisons, one is enough

    def members(self) -> ConditionMembers:
        """Return the members of the item that has this condition."""
        if not self.comparisons:
            return {}
        if len(self.comparisons) == 1:
            return {"enableWhen": list(self.comparisons)}
        return {"enableWhen": list(self.comparisons), "enableBehavior": "any" if self.is_any else "all"}


ALWAYS = EnableWhen()


def combine_conditions(conditions: Iterable[EnableWhen]) -> EnableWhen:
    """Return all conditions as one. Raises ConditionTooComplex for an "any" beside others."""
    required, alternatives = partition_conditions(conditions)
    if not alternatives:
        return EnableWhen(required)
    if required or len(alternatives) > 1:
        raise ConditionTooComplex
    return alternatives[0]


def split_step_condition(conditions: Iterable[EnableWhen]) -> tuple[EnableWhen, EnableWhen]:
    """Return the condition of a step, and the one that each of its questions has as well.

    Raises ConditionTooComplex for more than one "any".
    """
    required, alternatives = partition_conditions(conditions)
    if len(alternatives) > 1:
        raise ConditionTooComplex
    return (alternatives[0], EnableWhen(required)) if alternatives else (EnableWhen(required), ALWAYS)


def partition_conditions(conditions: Iterable[EnableWhen]) -> tuple[tuple[Comparison, ...], Sequence[EnableWhen]]:
    """Return the comparisons that must all hold, each once, and the conditions of which any comparison is enough.

    Raises ConditionTooComplex for more than MAX_COMPARISONS.
    """
    required: list[Comparison] = []
    seen: set[bytes] = set()
    alternatives: list[EnableWhen] = []
    for condition in conditions:
        if condition.is_any and len(condition.comparisons) > 1:
            alternatives += [condition] * (condition not in alternatives)
        else:
            new = [comparison for comparison in condition.comparisons if to_canonical_json(comparison) not in seen]
            seen |= {to_canonical_json(comparison) for comparison in new}
            required += new
    if len(required) + sum(len(condition.comparisons) for condition in alternatives) > MAX_COMPARISONS:
        raise ConditionTooComplex
    return tuple(required), alternatives
