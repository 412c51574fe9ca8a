"""Within how many working days a submission must be decided on, as the clinic's managers settled it.

Where they settled nothing it is the site's own promise (`REPLY_WORKING_DAYS`). Staff see due dates by it, and patients
are told it, so that nobody is promised what nobody works by.
"""

from collections.abc import Mapping

from django.conf import settings

from intake.models import ServiceLevel, Submission

ANY = ""
Levels = Mapping[tuple[str, str], int]


def choose_working_days(levels: Levels, urgency: str, outcome: str) -> int:
    """Return how many working days a kind of submission may take; 0 if nothing is promised for it."""
    for kind in ((urgency, outcome), (urgency, ANY), (ANY, outcome), (ANY, ANY)):
        if kind in levels:
            return levels[kind]
    return max(settings.REPLY_WORKING_DAYS, 0)


def find_working_days(submission: Submission) -> int:
    """Return how many working days this submission may take, in one query; 0 if nothing is promised for it."""
    rows = ServiceLevel.objects.filter(urgency__in=(submission.urgency, ANY), outcome__in=(submission.outcome, ANY))
    levels = {
        (urgency, outcome): days for urgency, outcome, days in rows.values_list("urgency", "outcome", "working_days")
    }
    return choose_working_days(levels, submission.urgency, submission.outcome)
