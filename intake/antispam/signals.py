"""Spam signals: why a program is suspected of having sent a submission, in a few words for staff.

They are stored as one line of codes in order, such as `hidden-field too-fast:4`: a code may carry a number. They say
nothing about what was answered, and they only tell staff to look closer.
"""

from django.utils.translation import gettext, ngettext

HIDDEN_FIELD = "hidden-field"
TOO_FAST = "too-fast"
TOO_MANY = "too-many"

NO_SIGNALS = ""


def format_signals(found: dict[str, int | None]) -> str:
    """Return the line to store, from the codes that were found, each with its number or None."""
    return " ".join(code if number is None else f"{code}:{number}" for code, number in sorted(found.items()))


def describe_signals(signals: str) -> list[str]:
    """Return a stored line in words."""
    return [describe_signal(*part.partition(":")[::2]) for part in signals.split()]


def describe_signal(code: str, number: str) -> str:
    """Return one signal in words. A code that this release does not know stays as it is: a newer one may store it."""
    if code == TOO_FAST and number.isdecimal():
        seconds = int(number)
        return ngettext("Sent in %(number)d second", "Sent in %(number)d seconds", seconds) % {"number": seconds}
    known = {
        HIDDEN_FIELD: gettext("A hidden field was filled in"),
        TOO_MANY: gettext("One of many from the same network address"),
    }
    return known.get(code, code)
