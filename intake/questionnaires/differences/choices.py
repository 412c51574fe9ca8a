"""What has changed in the options of a question."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from intake.engine.questions import Choice, Question
from intake.questionnaires.differences.order import find_moved
from intake.questionnaires.differences.sentences import describe_change, describe_switch
from intake.questionnaires.wording import quote_text


def describe_choice_differences(old: Question, new: Question) -> Iterator[str]:
    names = {"question": quote_text(old.label)}
    before, after = old.choice_by_code, new.choice_by_code
    for code, choice in before.items():
        if after and code not in after:
            yield _("Option %(option)s was removed from %(question)s.") % {**names, "option": quote_text(choice.text)}
    for code, choice in after.items():
        if code not in before:
            yield _("Option %(option)s was added to %(question)s.") % {**names, "option": quote_text(choice.text)}
        else:
            yield from describe_choice_changes(before[code], choice, names)
    for code in find_moved(list(before), list(after)):
        yield _("Option %(option)s of %(question)s has moved.") % {
            **names,
            "option": quote_text(after[code].text),
        }


def describe_choice_changes(old: Choice, new: Choice, names: dict[str, str]) -> Iterator[str]:
    names = {**names, "option": quote_text(old.text)}
    yield from describe_change(_("Option %(option)s of %(question)s") % names, old.text, new.text)
    yield from describe_change(_("The hint of option %(option)s of %(question)s") % names, old.hint, new.hint)
    value = _("The value of option %(option)s of %(question)s") % names
    yield from describe_change(value, format_ordinal(old.ordinal), format_ordinal(new.ordinal), str)
    subject = _("Option %(option)s of %(question)s") % names
    alone, beside = _("now excludes all other options"), _("no longer excludes all other options")
    yield from describe_switch(subject, old.exclusive, new.exclusive, alone, beside)
    old_region, new_region = (choice.region.text if choice.region else "" for choice in (old, new))
    yield from describe_change(_("The region of option %(option)s of %(question)s") % names, old_region, new_region)


def format_ordinal(value: float | None) -> str:
    """Return the value as text, so that 0 counts as a value and None as none."""
    return "" if value is None else str(value)
