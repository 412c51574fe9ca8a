"""Conditions that hold together: FHIR nests them by nesting items, a step and its questions have one list each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from intake.engine.json_object import Json, to_canonical_json

MAX_COMPARISONS = 50  # of one item, with those of what it stands in


class ConditionTooComplex(ValueError):
    """Conditions of which one list cannot say what they say together, or not in so few comparisons."""


@dataclass(frozen=True)
class EnableWhen:
    whens: tuple[Json, ...]
    is_any: bool = False

    def members(self) -> Json:
        if not self.whens:
            return {}
        behaviour = {"enableBehavior": "any" if self.is_any else "all"} if len(self.whens) > 1 else {}
        return {"enableWhen": list(self.whens), **behaviour}


def combine_conditions(conditions: Iterable[EnableWhen]) -> EnableWhen:
    """All of them as one. TooDeep where one of them is an "any" and others stand beside it."""
    every, some = partition_conditions(conditions)
    if not some:
        return EnableWhen(every)
    if every or len(some) > 1:
        raise ConditionTooComplex
    return some[0]


def split_step_condition(conditions: Iterable[EnableWhen]) -> tuple[EnableWhen, EnableWhen]:
    """What the step waits for, and what each of its questions waits for as well. TooDeep for more than one "any"."""
    every, some = partition_conditions(conditions)
    if len(some) > 1:
        raise ConditionTooComplex
    return (some[0], EnableWhen(every)) if some else (EnableWhen(every), EnableWhen(()))


def partition_conditions(conditions: Iterable[EnableWhen]) -> tuple[tuple[Json, ...], Sequence[EnableWhen]]:
    """Single comparisons that must all hold, each once; and the lists of which any one will do."""
    every: list[Json] = []
    seen: set[bytes] = set()
    some: list[EnableWhen] = []
    for condition in conditions:
        if condition.is_any and len(condition.whens) > 1:
            some += [condition] * (condition not in some)
        else:
            new = [when for when in condition.whens if to_canonical_json(when) not in seen]
            seen |= {to_canonical_json(when) for when in new}
            every += new
    if len(every) + sum(len(condition.whens) for condition in some) > MAX_COMPARISONS:
        raise ConditionTooComplex
    return tuple(every), some
