"""What the clinic measures of its own work, from clear columns, the audit and counts alone: no submission is opened.

All of it is about the PERIOD_WEEKS that end today, the present week being the last.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar, cast

from django.core.cache import cache
from django.db.models import Count, Min, Q, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from intake.enums import Action, SubmissionState, SuggestedOutcome
from intake.models import AuditEntry, QuestionnaireVersion, Submission
from intake.models.step_count import START
from intake.questionnaires import publishing
from intake.staff.small_counts import HIDDEN, MIN_SHOWN, hide_small_counts, hide_small_total

PERIOD_WEEKS = 12
# Counting reads every submission of the period, so the counts are kept for a while.
KEPT_SECONDS = 300
# Of how many submissions, at most, the time to first contact is computed: the newest.
MAX_MEASURED = 5000
# What a patient is told of, hence the first contact.
TELLING_STATES = (
    SubmissionState.WAITING,
    SubmissionState.ACCEPTED,
    SubmissionState.REFERRED,
    SubmissionState.CLOSED,
)


Value = TypeVar("Value")


@dataclass(frozen=True)
class Bar:
    """A row of a plot. `number` is None where it is hidden; `width` is of 100."""

    label: str
    number: int | None
    width: int


@dataclass(frozen=True)
class Plot:
    """Parts of a sum, each a bar. `total` is None if it is too small to be told."""

    bars: list[Bar]
    total: int | None

    @property
    def is_told(self) -> bool:
        """Whether any number of it may be shown."""
        return any(bar.number is not HIDDEN for bar in self.bars)


@dataclass(frozen=True)
class ContactTimes:
    """How long patients waited to hear of somebody: half of them, and nine of ten, not longer than this."""

    median: timedelta
    ninth_decile: timedelta


def build_plot(labels: Sequence[str], counts: Sequence[int], *, known: Collection[int] = ()) -> Plot:
    shown = hide_small_counts(counts, known=known)
    largest = max([count for count in shown if count is not HIDDEN], default=0) or 1
    bars = [
        Bar(label, count, 0 if count is HIDDEN else round(100 * count / largest))
        for label, count in zip(labels, shown, strict=True)
    ]
    return Plot(bars, hide_small_total(counts, shown, known=known))


def get_weeks() -> list[date]:
    """Return the Mondays of the period."""
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    return [monday - timedelta(weeks=before) for before in reversed(range(PERIOD_WEEKS))]


def get_period_start() -> datetime:
    return timezone.make_aware(datetime.combine(get_weeks()[0], time.min))


def count_by_week() -> list[int]:
    days = (
        Submission.objects.filter(received_at__gte=get_period_start())
        .annotate(day=TruncDate("received_at"))
        .values("day")
        .annotate(number=Count("pk"))
        .order_by()
    )
    weeks = dict.fromkeys(get_weeks(), 0)
    for row in days:
        monday = row["day"] - timedelta(days=row["day"].weekday())
        if monday in weeks:
            weeks[monday] += row["number"]
    return list(weeks.values())


def count_by_outcome() -> Mapping[str, int]:
    rows = Submission.objects.filter(received_at__gte=get_period_start()).values("outcome").order_by()
    found = {row["outcome"]: row["number"] for row in rows.annotate(number=Count("pk"))}
    return {outcome: found.get(outcome, 0) for outcome in SuggestedOutcome.values}


def measure_contact_times() -> ContactTimes | None:
    """Return the times to first contact, or None if too few patients have heard of anybody to tell."""
    seconds = keep("contact", compute_contact_quantiles)
    return ContactTimes(*(timedelta(seconds=each) for each in seconds)) if seconds else None


def compute_contact_quantiles() -> list[float]:
    """Return the seconds within which half of the patients, and nine of ten, heard of somebody; empty if few did."""
    received = dict(
        Submission.objects.filter(received_at__gte=get_period_start())
        .order_by("-received_at", "-id")
        .values_list("pk", "received_at")[:MAX_MEASURED]
    )
    contacts = (
        AuditEntry.objects.filter(at__gte=get_period_start(), submission_id__isnull=False)
        .filter(Q(action=Action.MESSAGE_SENT) | Q(action=Action.STATE_CHANGED, detail__to__in=[*TELLING_STATES]))
        .values_list("submission_id")
        .annotate(first=Min("at"))
        .order_by()
    )
    waits = sorted((first - received[pk]).total_seconds() for pk, first in contacts if pk in received)
    return [find_quantile(waits, 50), find_quantile(waits, 90)] if len(waits) >= MIN_SHOWN else []


def find_quantile(ordered: Sequence[float], percent: int) -> float:
    """Return the smallest value that at least so many percent of all do not exceed."""
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def plot_weeks() -> Plot:
    """Return how many submissions came in each week."""
    counts = keep("weeks", count_by_week)
    return build_plot([date_format(monday, "SHORT_DATE_FORMAT") for monday in get_weeks()], counts)


def plot_outcomes() -> Plot:
    """Return which outcomes the rules suggested, how often."""
    counts = keep("outcomes", count_by_outcome)
    return build_plot(
        [str(label) for label in SuggestedOutcome.labels], [counts[one] for one in SuggestedOutcome.values]
    )


def keep(name: str, compute: Callable[[], Value]) -> Value:
    """Return what `compute` returned within the last KEPT_SECONDS of this day, or returns now."""
    key = f"intake/measures/{name}/{timezone.localdate()}"
    return cast("Value", cache.get_or_set(key, compute, KEPT_SECONDS))


def plot_drop_off(version: QuestionnaireVersion) -> Plot:
    """Return where drafts of a version were left, of all that were begun in the period, and how many were sent.

    A draft that was left today may still go on.
    """
    steps = publishing.get_definition(version).steps
    rows = version.step_counts.filter(day__gte=get_weeks()[0]).values("step").annotate(sum=Sum("number")).order_by()
    passed = {row["step"]: row["sum"] for row in rows}
    begun = [passed.get(START, 0), *(passed.get(step.link_id, 0) for step in steps)]
    finished = Submission.objects.filter(version=version, received_at__gte=get_period_start()).count()
    # Conditions skip steps, and what was begun before the period may be sent in it: whoever came further was here too.
    later = [max([*begun[place + 1 :], finished]) for place in range(len(begun))]
    left = [max(0, here - further) for here, further in zip(begun, later, strict=True)]
    labels = [*(step.title for step in steps), gettext("Check your answers"), gettext("Sent")]
    # How many were sent, the other plots may tell.
    return build_plot(labels, [*left, finished], known=[len(left)])
