"""What a rule tells the visitor to do, as a page shows it: several at once are one block, the most urgent first."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from intake.engine.eligibility import NOT_FOR_THIS_CLINIC, Rule

# A full stop behind a word of three letters and more: "z. B. Atem" is within a sentence.
END_OF_SENTENCE = re.compile(r"(?<=\w{3}[.!?])\s+")


@dataclass(frozen=True)
class Advice:
    title: str
    # Its first sentence: the telephone numbers stand right behind that of the most urgent one.
    first: str
    rest: tuple[str, ...]
    is_urgent: bool
    # Whether it sends somebody to those who help at once, rather than only to another place.
    wants_contacts: bool


def collect_advice(rules: Iterable[Rule]) -> tuple[Advice, ...]:
    """What the rules that have something to say tell the visitor, the most urgent first."""
    pairs = [(rule, rule.notice) for rule in rules if rule.notice]
    advice = []
    for rule, notice in sorted(pairs, key=lambda pair: not pair[0].urgent):
        first, *after = END_OF_SENTENCE.split(notice.paragraphs[0], maxsplit=1)
        advice.append(
            Advice(
                title=notice.title,
                first=first,
                rest=(*after, *notice.paragraphs[1:]),
                is_urgent=rule.urgent,
                wants_contacts=rule.urgent or rule.outcome != NOT_FOR_THIS_CLINIC,
            )
        )
    return tuple(advice)
