"""What a web process counts: numbers only, by the names of views and not by paths, which may hold a reference."""

import threading
from collections import Counter
from enum import Enum

# Upper bounds in seconds: from a page that is cached to a visitor who gives up.
TIME_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
SLOWER = "+Inf"
# Requests that no view has seen: of unknown addresses, and those that a middleware answers.
NO_VIEW = "none"


class CountKind(Enum):
    """What a number counts. Its key has this first, then its labels."""

    TIMES = "times"  # view, bound
    SECONDS = "seconds"  # view
    RESPONSES = "responses"  # view, class of the status
    PAGES = "pages"  # result


class PageResult(Enum):
    """How the page cache answered."""

    HIT = "hit"
    OLD = "old"
    MISS = "miss"


CountKey = tuple[str, ...]
Numbers = Counter[CountKey]


class Counts:
    """The numbers of one process. Threads share it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.numbers: Numbers = Counter()

    def count_request(self, view: str, status: int, seconds: float) -> None:
        bound = next((str(each) for each in TIME_BOUNDS if seconds <= each), SLOWER)
        with self.lock:
            self.numbers[CountKind.TIMES.value, view, bound] += 1
            self.numbers[CountKind.SECONDS.value, view] += seconds  # type: ignore[assignment]  # a Counter adds floats too
            self.numbers[CountKind.RESPONSES.value, view, f"{status // 100}xx"] += 1

    def count_page(self, result: PageResult) -> None:
        with self.lock:
            self.numbers[CountKind.PAGES.value, result.value] += 1

    def add(self, numbers: Numbers) -> None:
        with self.lock:
            self.numbers.update(numbers)

    def copy(self) -> Numbers:
        with self.lock:
            return self.numbers.copy()


# Of this process.
counts = Counts()
