"""What rules tell the visitor to do. A page shows it as one block, the most urgent first."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from intake.engine.eligibility import NOT_FOR_THIS_CLINIC, Rule

# The end of a sentence follows a word of at least three letters: "z. B. Atem" is within a sentence.
END_OF_SENTENCE = re.compile(r"(?<=\w{3}[.!?])\s+")


@dataclass(frozen=True)
class Advice:
    title: str
    first: str  # its first sentence: behind that of the most urgent advice, a page shows the telephone numbers
    rest: tuple[str, ...]  # what is left of that paragraph, and the other paragraphs
    is_urgent: bool
    wants_contacts: bool  # whether it sends somebody to those who help at once, not only to another clinic


def collect_advice(rules: Iterable[Rule]) -> tuple[Advice, ...]:
    """Return the advice of those rules that give any, the most urgent first, else in the order of the rules."""
    pairs = [(rule, rule.advice) for rule in rules if rule.advice]
    collected = []
    for rule, advice in sorted(pairs, key=lambda pair: not pair[0].urgent):
        first, *after = END_OF_SENTENCE.split(advice.paragraphs[0], maxsplit=1)
        collected.append(
            Advice(
                title=advice.title,
                first=first,
                rest=(*after, *advice.paragraphs[1:]),
                is_urgent=rule.urgent,
                wants_contacts=rule.urgent or rule.outcome != NOT_FOR_THIS_CLINIC,
            )
        )
    return tuple(collected)


def wants_contacts(advice: Iterable[Advice]) -> bool:
    """Return whether any of the advice sends the visitor to those who help at once."""
    return any(block.wants_contacts for block in advice)
