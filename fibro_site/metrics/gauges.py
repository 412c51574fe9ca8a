"""What the database says about the site at this moment: what waits, and how full it is."""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.db.models import Count
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily

from intake.delivery import backlog, escalation, outbox
from intake.models import Draft, Submission

# Fewer than so many are nobody's business, and no number tells more than in such steps.
SMALLEST_CELL = 5


def read_gauges() -> list[GaugeMetricFamily]:
    """Return the gauges; only that the database is down while it does not answer."""
    is_up = GaugeMetricFamily("fibro_database_up", "Whether the database answers.")
    try:
        gauges = list(iterate_gauges())
    except (OperationalError, InterfaceError):
        is_up.add_metric([], 0)
        return [is_up]
    is_up.add_metric([], 1)
    return [is_up, *gauges]


def iterate_gauges() -> Iterator[GaugeMetricFamily]:
    yield from measure_deliveries()
    yield build_gauge(
        "fibro_drain_age_seconds", "How long ago the outbox was drained.", outbox.get_seconds_since_drain()
    )
    yield build_gauge("fibro_drafts", "Drafts that are kept.", Draft.objects.filter(submission=None).count())
    yield build_gauge("fibro_drafts_limit", "How many drafts can be kept.", settings.DRAFTS_AT_MOST)
    yield build_gauge(
        "fibro_urgent_unopened",
        "1 if everybody was told of something urgent and nobody has opened it.",
        min(escalation.count_unopened(), 1),
    )
    yield outcomes.build_gauge(timezone.localdate())


def build_gauge(name: str, help_text: str, value: float | None) -> GaugeMetricFamily:
    """Build a gauge without labels, and without a value if there is none."""
    gauge = GaugeMetricFamily(name, help_text)
    if value is not None:
        gauge.add_metric([], value)
    return gauge


def measure_deliveries() -> Iterator[GaugeMetricFamily]:
    pending = GaugeMetricFamily("fibro_deliveries_pending", "Deliveries that wait.", labels=["group"])
    dead = GaugeMetricFamily("fibro_deliveries_dead", "Deliveries that were given up.", labels=["group"])
    late = GaugeMetricFamily(
        "fibro_deliveries_late_seconds",
        "How long the oldest delivery waits that the site itself cannot send.",
        labels=["group"],
    )
    paused = GaugeMetricFamily("fibro_deliveries_paused", "1 if staff had a group wait.", labels=["group"])
    for group in backlog.measure_groups():
        labels = [str(group.group.value)]
        pending.add_metric(labels, group.pending)
        dead.add_metric(labels, group.dead)
        late.add_metric(labels, group.seconds_late)
        paused.add_metric(labels, int(group.is_paused))
    yield from (pending, dead, late, paused)
    yield build_gauge(
        "fibro_deliveries_oldest_pending_seconds",
        "How long the oldest delivery has waited.",
        backlog.measure_backlog().oldest_pending_seconds,
    )


class OutcomeNumbers:
    """How many submissions have which outcome, as of last midnight: else each change would tell one person's."""

    def __init__(self) -> None:
        self.day: date | None = None
        self.numbers: dict[str, int] = {}

    def build_gauge(self, today: date) -> GaugeMetricFamily:
        if self.day != today:
            self.numbers, self.day = count_outcomes(today), today
        gauge = GaugeMetricFamily(
            "fibro_submissions",
            "Submissions until last midnight by suggested outcome, rounded down to fives.",
            labels=["outcome"],
        )
        for outcome, number in self.numbers.items():
            gauge.add_metric([outcome], number)
        return gauge


def count_outcomes(today: date) -> dict[str, int]:
    """Return how many submissions of days before this one have which outcome, without the small numbers."""
    midnight = timezone.make_aware(datetime.combine(today, time()))
    rows = Submission.objects.filter(received_at__lt=midnight).exclude(outcome="").order_by()
    counted = rows.values_list("outcome").annotate(number=Count("pk"))
    return {outcome: round_down(number) for outcome, number in counted if number >= SMALLEST_CELL}


def round_down(number: int) -> int:
    return number - number % SMALLEST_CELL


outcomes = OutcomeNumbers()
