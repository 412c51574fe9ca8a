"""The sentences that every kind of change is described with."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from django.utils.translation import gettext as _

from intake.engine.conditions import ALWAYS, Condition
from intake.engine.definition import Definition
from intake.questionnaires import wording
from intake.questionnaires.wording import quote_text

T = TypeVar("T")


def describe_change(what: str, old: T, new: T, format_value: Callable[[T], str] = quote_text) -> Iterator[str]:
    """Yield a sentence if two values differ: `The title is now “B” (was “A”).`"""
    if old == new:
        return
    if not new:
        yield _("%(what)s was removed (was %(old)s).") % {"what": what, "old": format_value(old)}
    elif not old:
        yield _("%(what)s is now %(new)s.") % {"what": what, "new": format_value(new)}
    else:
        yield _("%(what)s is now %(new)s (was %(old)s).") % {
            "what": what,
            "new": format_value(new),
            "old": format_value(old),
        }


def describe_switch(subject: str, old: bool, new: bool, on: str, off: str) -> Iterator[str]:
    """Yield a sentence if a switch was turned: `Question “Age” is now optional.`"""
    if old != new:
        yield _("%(subject)s %(change)s.") % {"subject": subject, "change": on if new else off}


def describe_additions_removals(
    before: Mapping[str, T], after: Mapping[str, T], name: Callable[[T], str]
) -> Iterator[str]:
    """Yield a sentence for each key that is there only before or only after."""
    for key, value in before.items():
        if key not in after:
            yield _("%(subject)s was removed.") % {"subject": name(value)}
    for key, value in after.items():
        if key not in before:
            yield _("%(subject)s was added.") % {"subject": name(value)}


def describe_condition_change(subject: str, old: Condition, new: Condition, definition: Definition) -> Iterator[str]:
    if old == new:
        return
    if new == ALWAYS:
        yield _("%(subject)s is now always asked.") % {"subject": subject}
    else:
        words = wording.describe_condition(new, definition)
        yield _("%(subject)s is now asked only when %(condition)s.") % {"subject": subject, "condition": words}
