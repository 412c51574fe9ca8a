"""Warnings for the editor about one citation."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from references.citations.quotes import is_quoted_from
from references.enums import Status
from references.models import Reference


class CitationWarning(TextChoices):
    MISSING = "missing", _("This work is no longer in the library, so readers do not see the citation.")
    HIDDEN = "hidden", _("This work is not shown to readers, so they do not see the citation.")
    UNEXPLAINED = "unexplained", _("This work is retracted or in doubt. Enter a reason for citing it.")
    MISQUOTED = "misquoted", _("The quote is not in the abstract. Copy it from the abstract word for word.")


def find_warnings(work: Reference | None, *, quote: str = "", why: str = "") -> list[CitationWarning]:
    """Return what is wrong with a citation with this quote and reason. `work` is None if it is not in the library."""
    if work is None:
        return [CitationWarning.MISSING]
    found = {
        CitationWarning.HIDDEN: not work.live,
        CitationWarning.UNEXPLAINED: work.is_alarming and not why,
        CitationWarning.MISQUOTED: bool(quote) and not is_quoted_from(quote, work.abstract),
    }
    return [warning for warning, is_found in found.items() if is_found]


def describe_warnings(work: Reference | None, *, quote: str = "", why: str = "") -> str:
    """Return the status of the work and the warnings as text, or an empty string if nothing is wrong."""
    status = work.get_status_display() if work and work.status != Status.NORMAL else ""
    sentences = [str(warning.label) for warning in find_warnings(work, quote=quote, why=why)]
    return " ".join([f"{status}." if status else "", *sentences]).strip()
