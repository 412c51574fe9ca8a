"""The page for Prometheus: what was counted and what the database says, in Prometheus's text format."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator

from django.conf import settings
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from fibro_site.metrics.counts import SLOWER, TIME_BOUNDS, CountKind, Numbers, PageResult
from fibro_site.metrics.gauges import read_gauges
from fibro_site.metrics.sharing import shared_counts

# Prometheus asks every 15 seconds or less often. However often somebody asks, the database is asked no more than this.
KEEP_SECONDS = 5.0


class KnownMetrics(Collector):
    """Metrics that were read already, as prometheus_client asks for them."""

    def __init__(self, metrics: Iterable[Metric]) -> None:
        self.metrics = list(metrics)

    def collect(self) -> Iterator[Metric]:
        yield from self.metrics


class Exposition:
    """The text of the page, read again once it is old. One thread reads while others wait for it."""

    def __init__(self, read: Callable[[], bytes], clock: Callable[[], float] = time.monotonic) -> None:
        self.read = read
        self.clock = clock
        self.lock = threading.Lock()
        self.text = b""
        self.read_at = -KEEP_SECONDS

    def get(self) -> bytes:
        with self.lock:
            if self.clock() - self.read_at >= KEEP_SECONDS:
                self.text, self.read_at = self.read(), self.clock()
            return self.text


def write_metrics() -> bytes:
    """Return the text. What the database says is told by staff's side alone, and not once more by the public one."""
    metrics = list(build_counters(shared_counts.sum_up()))
    if settings.ROLE != "public":
        metrics += read_gauges()
    registry = CollectorRegistry(auto_describe=False)
    registry.register(KnownMetrics(metrics))
    return generate_latest(registry)


def build_counters(numbers: Numbers) -> Iterator[Metric]:
    times = HistogramMetricFamily("fibro_request_seconds", "How long Django worked for a response.", labels=["view"])
    for (view,), seconds in select_numbers(numbers, CountKind.SECONDS):
        times.add_metric([view], buckets=sum_buckets(numbers, view), sum_value=seconds)
    responses = CounterMetricFamily(
        "fibro_responses", "Responses of Django by view and class of status.", labels=["view", "status"]
    )
    for labels, number in select_numbers(numbers, CountKind.RESPONSES):
        responses.add_metric(labels, number)
    pages = CounterMetricFamily("fibro_page_cache", "Requests for pages that are kept.", labels=["result"])
    for result in PageResult:
        pages.add_metric([result.value], numbers[CountKind.PAGES.value, result.value])
    yield from (times, responses, pages)


def select_numbers(numbers: Numbers, kind: CountKind) -> Iterator[tuple[list[str], float]]:
    """Yield the labels and the number of each count of a kind, in order."""
    for key in sorted(numbers):
        if key[0] == kind.value:
            yield list(key[1:]), numbers[key]


def sum_buckets(numbers: Numbers, view: str) -> list[tuple[str, float]]:
    """Return how many requests were as quick as each bound or quicker, as Prometheus has it."""
    buckets, total = [], 0.0
    for bound in (*map(str, TIME_BOUNDS), SLOWER):
        total += numbers[CountKind.TIMES.value, view, bound]
        buckets.append((bound, total))
    return buckets


exposition = Exposition(write_metrics)
