"""`make bench`: measure how large and how fast the site is, and compare it with its goals.

Sizes are bytes as the running site sends them, compressed for a browser. Times depend on the machine: compare them
with the other times of the same run. Exit code 1 if a goal is missed.
"""

import gzip
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urljoin

import brotli

from intake.encryption import primitives
from tests.running_site import ROOT, Site, environment, free_port, running
from tools.speed import cached, retractions
from tools.speed.uncached import ARTICLE

KB = 1024
WORDS = (
    "pain fatigue sleep exercise therapy central sensitivity widespread syndrome patients trial cohort placebo network "
    "cortex muscle nerve score outcome quality life chronic women adults review analysis effect Müller García Okafor"
)


@dataclass(frozen=True)
class Figure:
    name: str
    value: float
    unit: str
    goal: float | None = None

    @property
    def is_met(self) -> bool:
        return self.goal is None or self.value <= self.goal

    def __str__(self) -> str:
        verdict = "" if self.goal is None else f"  goal <= {self.goal:,.6g}  {'ok' if self.is_met else 'MISSED'}"
        return f"{self.name:<58} {self.value:>10,.6g} {self.unit:<8}{verdict}"


class Assets(HTMLParser):
    """The stylesheets, scripts and images that a page loads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.images: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        if tag == "link" and found.get("rel") in {"stylesheet", "modulepreload"}:
            self.text.append(found["href"] or "")
        elif tag == "link" and "icon" in (found.get("rel") or ""):
            self.images.append(found["href"] or "")
        elif tag == "script" and found.get("src"):
            self.text.append(found["src"] or "")
        elif tag == "img":
            self.images.append(found["src"] or "")


class Visitor:
    """Requests pages as a browser does, with cookies."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.url = site.url

    def request(self, path: str, data: bytes | None = None) -> tuple[bytes, bytes]:
        """Return the body of the response as it was sent, and decompressed."""
        headers = {"Accept-Encoding": "gzip, deflate, br", "Referer": self.url}
        asked = urllib.request.Request(urljoin(self.url, path), data, headers)  # noqa: S310 -- our own site
        with self.opener.open(asked, timeout=30) as response:
            sent, encoding = response.read(), response.headers.get("Content-Encoding", "")
            self.url = response.url
        plain = {"br": brotli.decompress, "gzip": gzip.decompress}.get(encoding, bytes)(sent)
        return sent, plain


def measure_page_size(visitor: Visitor, path: str) -> tuple[int, int]:
    """Return the bytes of HTML, CSS and scripts that a page takes, and the number of requests without images."""
    sent, html = visitor.request(path)
    page = visitor.url
    assets = Assets(html.decode()).text
    total = len(sent)
    for asset in assets:
        visitor.url = page
        total += len(visitor.request(asset)[0])
    visitor.url = page
    return total, 1 + len(assets)


def open_first_question(visitor: Visitor) -> str:
    """Start a questionnaire and return the URL of its first question."""
    _, start = visitor.request("/eligibility/")
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', start)
    assert token
    visitor.request("/eligibility/", b"csrfmiddlewaretoken=" + token[1])
    return visitor.url


def measure_page_sizes(site: Site) -> Iterator[Figure]:
    """Yield the sizes of pages. The goals are the sizes when they were last reduced. A first round trip has 14 KB."""
    visitor = Visitor(site)
    size, requests = measure_page_size(visitor, ARTICLE)
    yield Figure("article: HTML, CSS and scripts", size, "bytes", 14_336)
    yield Figure("article: requests without images", requests, "", 5)
    size, _ = measure_page_size(Visitor(site), "/eligibility/")
    yield Figure("form, first page: HTML, CSS and scripts, compressed", size, "bytes", 9_740)
    visitor = Visitor(site)
    size, requests = measure_page_size(visitor, open_first_question(visitor))
    yield Figure("form, first question: HTML, CSS and scripts", size, "bytes", 10_550)
    yield Figure("form, first question: requests without images", requests, "", 5)


def measure_median_ms(action: Callable[[], object], times: int) -> float:
    """Return the median time of an action in milliseconds."""
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        action()
        spent.append((time.perf_counter() - started) * 1000)
    return statistics.median(spent)


def measure_response_times(site: Site) -> Iterator[Figure]:
    for name, path in {"alive": "/health/live/", "home": "/", "article": ARTICLE, "faq": "/faq/"}.items():
        visitor = Visitor(site)
        visitor.request(path)
        yield Figure(f"{name}: one visitor, median of 30", measure_median_ms(partial(visitor.request, path), 30), "ms")
    visitor = Visitor(site)
    question = open_first_question(visitor)
    yield Figure(
        "a question: one visitor, median of 30", measure_median_ms(lambda: visitor.request(question), 30), "ms"
    )


def measure_encryption() -> Iterator[Figure]:
    key, private = primitives.generate_data_key(), primitives.PrivateKey.generate()
    public, answers = private.public_key, b"x" * 4096
    sealed = primitives.seal_bytes(key, answers, context="bench")
    wrapped = public.wrap(key, context="bench")
    yield Figure(
        "encrypt 4 KB", measure_median_ms(lambda: primitives.seal_bytes(key, answers, context="bench"), 1000), "ms", 1
    )
    yield Figure(
        "decrypt 4 KB", measure_median_ms(lambda: primitives.unseal_bytes(key, sealed, context="bench"), 1000), "ms", 1
    )
    yield Figure("wrap a data key", measure_median_ms(lambda: public.wrap(key, context="bench"), 300), "ms", 1)
    yield Figure("unwrap a data key", measure_median_ms(lambda: private.unwrap(wrapped, context="bench"), 300), "ms", 1)
    yield Figure(
        "derive a key from a visitor's code",
        measure_median_ms(lambda: primitives.stretch_code("code", salt=b"s" * 16), 10),
        "ms",
    )


def measure_imports(site: Site, folder: Path) -> Iterator[Figure]:
    """Import 20,000 RIS records, each with an abstract, into the library of a running site, and then once more."""
    file = folder / "works.ris"
    file.write_text("".join(build_ris_record(number) for number in range(20_000)), encoding="utf-8")
    env = environment(site.var, free_port())
    for name, arguments in (("import", []), ("dry run of the same import", ["--dry-run"])):
        started = time.monotonic()
        command = ["python", "manage.py", "import_references", "--verbosity", "0", *arguments, str(file)]
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
        _pid, status, used = os.wait4(process.pid, 0)
        assert status == 0, f"{name} ended with {status}"
        yield Figure(f"{name}: 20,000 RIS records", time.monotonic() - started, "s", 60)
        # Linux counts it in KB.
        yield Figure(f"{name}: peak memory", used.ru_maxrss / KB, "MB", 200)


def build_ris_record(number: int) -> str:
    """Return the RIS record of a made-up work."""
    chance = random.Random(number)  # noqa: S311 -- the same file every time

    def words(count: int) -> str:
        return " ".join(chance.choices(WORDS.split(), k=count)).capitalize()

    authors = "".join(f"AU  - {words(1)}, {chance.choice('ABCDE')}. {chance.choice('FGHIJ')}.\n" for _ in range(4))
    return (
        f"TY  - JOUR\n{authors}TI  - {words(12)} {number}\nJO  - {words(3)}\nVL  - {number % 90}\nIS  - {number % 12}\n"
        f"SP  - {number}\nEP  - {number + 9}\nPY  - {1990 + number % 35}\nDO  - 10.1000/bench.{number}\n"
        f"AB  - {words(180)}.\nER  - \n\n"
    )


def measure_citations() -> Iterator[Figure]:
    """Compare an article that cites a hundred works with the same article without citations."""
    cost = run_measurement("tools.speed.articles")
    yield Figure("article with 100 works: additional queries", cost[1], "", 2)
    yield Figure("article with 100 works: additional time in Python", cost[2], "ms", 10)


def measure_steps() -> Iterator[Figure]:
    """Measure a step of a long questionnaire."""
    _questions, got, posted, spent, sent, growth = run_measurement("tools.speed.intake")
    yield Figure("step of 200 questions, 150 conditions: queries for GET", got, "", 6)
    yield Figure("step of 200 questions, 150 conditions: queries for POST", posted, "", 6)
    yield Figure("step of 200 questions, 150 conditions: time in Python", spent, "ms", 25)
    yield Figure("last steps of 200 compared with the first", growth, "times", 2)
    yield Figure("submit: queries", sent, "", 12)


def measure_chooser() -> Iterator[Figure]:
    """Measure the search for a work among 20,000."""
    databases: dict[str, tuple[str, ...]] = {"SQLite": (), "PostgreSQL": ("-m", "tests.postgres", sys.executable)}
    for name, before in databases.items():
        p95 = run_measurement("tools.speed.references", *before)[-1]
        yield Figure(f"chooser search over 20,000 works, p95, {name}", p95, "ms", 50)


def measure_searches() -> Iterator[Figure]:
    """Measure the site's search among a hundred articles, and among ten thousand."""
    databases: dict[str, tuple[str, ...]] = {"SQLite": (), "PostgreSQL": ("-m", "tests.postgres", sys.executable)}
    for name, before in databases.items():
        _few, many, growth = run_measurement("tools.speed.search", *before)[-3:]
        goal = 100 if name == "PostgreSQL" else None
        yield Figure(f"search over 10,000 articles, p95, {name}", many, "ms", goal)
        yield Figure(f"search over 10,000 articles compared with 100, {name}", growth, "times", 2)


def measure_lists() -> Iterator[Figure]:
    """Measure the list of articles with a hundred of them, and with ten thousand."""
    _few, many, growth = run_measurement("tools.speed.lists")[-3:]
    yield Figure("list of 10,000 articles: time in Python", many, "ms")
    yield Figure("list of 10,000 articles compared with 100", growth, "times", 1.2)


def measure_cached_article(site: Site) -> Iterator[Figure]:
    """Compare an article from the page cache with bare bytes on the same server, and on gunicorn."""
    if not shutil.which("wrk"):
        return
    servers = cached.compare_servers(site.var)
    times = {name: statistics.median(server.microseconds) for name, server in servers.items()}
    served = {name: statistics.median(server.requests_a_second) for name, server in servers.items()}
    yield Figure(
        "cached article: processor time over bare bytes", times["site"] / times["granian by rsgi"], "times", 1.25
    )
    if "gunicorn" in served:
        yield Figure("bare bytes on gunicorn over it, served", served["gunicorn"] / served["site"], "times", 0.25)


def run_measurement(module: str, *before: str) -> list[float]:
    """Run a module in a process of its own and return the numbers in the last line that it prints."""
    command = [sys.executable, *before, "-m", module]
    lines = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    return [float(number) for number in re.findall(r"(?<![\w,])\d+(?:\.\d+)?(?![\w,])", lines[-1])]


def measure_retractions(folder: Path) -> Iterator[Figure]:
    """Check 20,000 works against 70 MB of Retraction Watch, as every night, in a process of its own."""
    folder.mkdir()
    _empty, whole = retractions.weights(folder)
    yield Figure("retractions: 20,000 works against 70 MB of CSV", whole.seconds, "s")
    yield Figure("retractions: peak memory of the whole process", whole.peak_megabytes, "MB")


def measure_starts(folder: Path) -> Iterator[Figure]:
    """Measure the time from a fresh clone to the first page, with a warm package cache, and of a second start."""
    clone, port = folder / "clone", free_port()
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    env = {name: value for name, value in environment(clone / "var", port).items() if name != "FIBRO_VAR"}
    for round_name, goal in (("first start, from a fresh clone to the first page", 60.0), ("second start", 20.0)):
        started = time.monotonic()
        make = subprocess.Popen(["make", "run"], cwd=clone, env=env, stdout=subprocess.DEVNULL)
        try:
            while not is_answering(f"http://127.0.0.1:{port}/"):
                assert make.poll() is None, "make run ended"
                time.sleep(0.1)
            yield Figure(round_name, time.monotonic() - started, "s", goal)
        finally:
            make.terminate()
            make.wait(30)
            while is_answering(f"http://127.0.0.1:{port}/health/live/"):
                time.sleep(0.1)


def is_answering(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):  # noqa: S310 -- our own site
            return True
    except OSError:
        return False


def main() -> int:
    figures: list[Figure] = []

    def show(found: Iterator[Figure]) -> None:
        for figure in found:
            print(figure, flush=True)
            figures.append(figure)

    with tempfile.TemporaryDirectory(prefix="fibro-bench-") as folder:
        show(measure_encryption())
        with running(Path(folder) / "var") as site:
            show(measure_page_sizes(site))
            show(measure_response_times(site))
            show(measure_cached_article(site))
            show(measure_imports(site, Path(folder)))
        show(measure_steps())
        show(measure_citations())
        show(measure_chooser())
        show(measure_lists())
        show(measure_searches())
        show(measure_retractions(Path(folder) / "register"))
        show(measure_starts(Path(folder)))
    return 0 if all(figure.is_met for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
