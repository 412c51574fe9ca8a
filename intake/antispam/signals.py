"""What speaks against a submission's having been sent by a person, as a few words for staff.

It is kept as one line of codes in order, `hidden-field too-fast:4`: a code may carry a number. It says nothing about
what was answered, and nothing follows from it but that staff read it.
"""

from django.utils.translation import gettext, ngettext

HIDDEN_FIELD = "hidden-field"
TOO_FAST = "too-fast"
TOO_MANY = "too-many"

NO_SIGNALS = ""


def format_signals(found: dict[str, int | None]) -> str:
    """The codes that were found, each with its number where it has one, as they are kept."""
    return " ".join(code if number is None else f"{code}:{number}" for code, number in sorted(found.items()))


def describe_signals(signals: str) -> list[str]:
    return [describe_signal(*part.partition(":")[::2]) for part in signals.split()]


def describe_signal(code: str, number: str) -> str:
    """One doubt; what this release has not kept, but a newer one or somebody else, as it stands."""
    if code == TOO_FAST and number.isdecimal():
        seconds = int(number)
        return ngettext("Sent in %(number)d second", "Sent in %(number)d seconds", seconds) % {"number": seconds}
    known = {
        HIDDEN_FIELD: gettext("A hidden field was filled"),
        TOO_MANY: gettext("One of many from one place"),
    }
    return known.get(code, code)
