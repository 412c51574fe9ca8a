"""People who read a site and send their answers, a few at a time, and what they were told."""

import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.machines.hosts import ask

CSRF = "0123456789abcdefghijABCDEFGHIJ01"
CONFIRMATION = b"/eligibility/confirmation/"
PAGES = ("/", "/articles/", "/references/")
STATIC = re.compile(r'(?:href|src)="(/static/[^"]+\.[0-9a-f]{12}\.[^"]+)"')
SENDERS, READERS = 2, 2
# Bounded, so that the restarts are measured and not the machine: each of them waits so long between two.
PAUSE_SECONDS = 0.3
# One of so many sends twice at the same moment.
IMPATIENT = 10


class Visitors:
    """Senders of drafts, each of which is known by its token, and readers of pages with all that these name."""

    def __init__(self, port: int, tokens: list[str]) -> None:
        self.port = port
        self.tokens = iter(enumerate(tokens))
        self.lock = threading.Lock()
        self.has_ended = threading.Event()
        self.accepted: set[str] = set()
        self.statuses: Counter[str] = Counter()
        self.errors: list[str] = []
        self.seconds: list[float] = []

    @contextmanager
    def coming(self) -> Iterator[None]:
        """Have them come until the block ends."""
        threads = [threading.Thread(target=work) for work in (*[self.send] * SENDERS, *[self.read] * READERS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.has_ended.set()
            for thread in threads:
                thread.join(90)

    def send(self) -> None:
        while not self.has_ended.wait(PAUSE_SECONDS):
            with self.lock:
                number, token = next(self.tokens)
            number_of_clicks = 2 if number % IMPATIENT == 0 else 1
            clicks = [threading.Thread(target=self.send_one, args=(token,)) for _ in range(number_of_clicks)]
            for click in clicks:
                click.start()
            for click in clicks:
                click.join()

    def send_one(self, token: str) -> None:
        headers = {"Cookie": f"answers={token}; csrf={CSRF}", "Content-Type": "application/x-www-form-urlencoded"}
        body = f"csrfmiddlewaretoken={CSRF}"
        told = self.ask("send", "/eligibility/check/", 303, method="POST", body=body, headers=headers)
        if told.endswith(CONFIRMATION):
            self.accepted.add(token)
        elif told:
            self.errors.append(f"led to {told!r:.100}")

    def read(self) -> None:
        number = 0
        while not self.has_ended.wait(PAUSE_SECONDS):
            page = self.ask("page", PAGES[number % len(PAGES)], 200)
            number += 1
            for path in STATIC.findall(page.decode()):
                self.ask("static", path, 200)

    def ask(self, kind: str, path: str, wanted: int, **request: Any) -> bytes:
        """Ask, note what came of it, and return the content, or where it leads; nothing if it was an error."""
        began = time.monotonic()
        status, told = ask(self.port, path, **request)
        with self.lock:
            self.seconds.append(time.monotonic() - began)
            self.statuses[f"{kind} {status}"] += 1
            if status != wanted:
                self.errors.append(f"{kind} {path}: {status} {told[:200]!r}")
        return told if status == wanted else b""
