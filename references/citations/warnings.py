"""What an editor must be told about one citation."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from references.citations.quotes import stands_in
from references.enums import Status
from references.models import Reference


class Problem(TextChoices):
    MISSING = "missing", _("This work is no longer in the library: readers do not see the citation.")
    HIDDEN = "hidden", _("This work is not shown to readers, and neither is the citation.")
    UNEXPLAINED = "unexplained", _("Nothing says why it is cited all the same.")
    MISQUOTED = "misquoted", _("The quoted words do not stand in its abstract.")


def problems(work: Reference | None, *, quote: str = "", why: str = "") -> list[Problem]:
    """What is wrong with a citation of `work` (None: it is not in the library) with these words and this reason."""
    if work is None:
        return [Problem.MISSING]
    found = {
        Problem.HIDDEN: not work.live,
        Problem.UNEXPLAINED: work.is_alarming and not why,
        Problem.MISQUOTED: bool(quote) and not stands_in(quote, work.abstract),
    }
    return [problem for problem, is_there in found.items() if is_there]


def in_words(work: Reference | None, *, quote: str = "", why: str = "") -> str:
    """The same in words, after the work's status. Empty if all is well."""
    status = work.get_status_display() if work and work.status != Status.NORMAL else ""
    sentences = [str(problem.label) for problem in problems(work, quote=quote, why=why)]
    return " ".join([f"{status}." if status else "", *sentences]).strip()
