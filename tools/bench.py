"""`make bench`: what the site weighs and how long it takes, measured in one run and held against its goals.

Weights are bytes on the wire from the running site, compressed as a browser gets them. Times depend on the machine:
read them beside the other times of the same run. Exit code 1 if a goal is missed.
"""

import gzip
import os
import random
import re
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
from tools.speed import retractions

ARTICLE = "/articles/fibromyalgia-the-neural-network-perspective/"
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
    """The stylesheets, scripts and images a page asks for."""

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
    """Asks as a browser does, keeping cookies."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.address = site.url

    def ask(self, path: str, data: bytes | None = None) -> tuple[bytes, bytes]:
        """The answer's bytes as they came over the wire, and what they mean."""
        headers = {"Accept-Encoding": "gzip, deflate, br", "Referer": self.address}
        request = urllib.request.Request(urljoin(self.address, path), data, headers)  # noqa: S310 -- our own site
        with self.opener.open(request, timeout=30) as response:
            wire, encoding = response.read(), response.headers.get("Content-Encoding", "")
            self.address = response.url
        plain = {"br": brotli.decompress, "gzip": gzip.decompress}.get(encoding, bytes)(wire)
        return wire, plain


def weight_of(visitor: Visitor, path: str) -> tuple[int, int]:
    """Bytes of HTML, CSS and scripts of a page on the wire, and how many requests beside images."""
    wire, html = visitor.ask(path)
    page = visitor.address
    assets = Assets(html.decode()).text
    total = len(wire)
    for asset in assets:
        visitor.address = page
        total += len(visitor.ask(asset)[0])
    visitor.address = page
    return total, 1 + len(assets)


def first_question(visitor: Visitor) -> str:
    """Start a questionnaire; the address of its first question."""
    _, start = visitor.ask("/eligibility/")
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', start)
    assert token
    visitor.ask("/eligibility/", b"csrfmiddlewaretoken=" + token[1])
    return visitor.address


def weights(site: Site) -> Iterator[Figure]:
    """Each page is held to what it weighed when it was last made smaller. The first round trip carries 14 KB."""
    visitor = Visitor(site)
    size, requests = weight_of(visitor, ARTICLE)
    yield Figure("article: HTML, CSS and scripts, compressed", size, "bytes", 12_850)
    yield Figure("article: requests beside images", requests, "", 5)
    size, _ = weight_of(Visitor(site), "/eligibility/")
    yield Figure("form, first page: HTML, CSS and scripts, compressed", size, "bytes", 9_740)
    visitor = Visitor(site)
    size, requests = weight_of(visitor, first_question(visitor))
    yield Figure("form, first question: HTML, CSS and scripts", size, "bytes", 10_550)
    yield Figure("form, first question: requests beside images", requests, "", 5)


def milliseconds(action: Callable[[], object], times: int) -> float:
    """The median time of an action."""
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        action()
        spent.append((time.perf_counter() - started) * 1000)
    return statistics.median(spent)


def pages(site: Site) -> Iterator[Figure]:
    for name, path in {"alive": "/health/live/", "home": "/", "article": ARTICLE, "faq": "/faq/"}.items():
        visitor = Visitor(site)
        visitor.ask(path)
        yield Figure(f"{name}: one visitor, median of 30", milliseconds(partial(visitor.ask, path), 30), "ms")
    visitor = Visitor(site)
    question = first_question(visitor)
    yield Figure("a question: one visitor, median of 30", milliseconds(lambda: visitor.ask(question), 30), "ms")


def seals() -> Iterator[Figure]:
    key, private = primitives.generate_data_key(), primitives.PrivateKey.generate()
    public, answers = private.public_key, b"x" * 4096
    sealed = primitives.seal_bytes(key, answers, context="bench")
    wrapped = public.wrap(key, context="bench")
    yield Figure("seal 4 KB", milliseconds(lambda: primitives.seal_bytes(key, answers, context="bench"), 1000), "ms", 1)
    yield Figure(
        "open 4 KB", milliseconds(lambda: primitives.unseal_bytes(key, sealed, context="bench"), 1000), "ms", 1
    )
    yield Figure("wrap a data key", milliseconds(lambda: public.wrap(key, context="bench"), 300), "ms", 1)
    yield Figure("unwrap a data key", milliseconds(lambda: private.unwrap(wrapped, context="bench"), 300), "ms", 1)
    yield Figure(
        "stretch a visitor's code", milliseconds(lambda: primitives.stretch_code("code", salt=b"s" * 16), 10), "ms"
    )


def imports(site: Site, folder: Path) -> Iterator[Figure]:
    """20,000 records of RIS, each with an abstract, into the library of a running site; the same once more."""
    file = folder / "works.ris"
    file.write_text("".join(ris_record(number) for number in range(20_000)), encoding="utf-8")
    env = environment(site.var, free_port())
    for name, arguments in (("import", []), ("import of the same again, dry", ["--dry-run"])):
        started = time.monotonic()
        command = ["python", "manage.py", "import_references", "--verbosity", "0", *arguments, str(file)]
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
        _pid, status, used = os.wait4(process.pid, 0)
        assert status == 0, f"{name} ended with {status}"
        yield Figure(f"{name}: 20,000 records of RIS", time.monotonic() - started, "s", 60)
        # Linux counts it in KB.
        yield Figure(f"{name}: memory at most", used.ru_maxrss / KB, "MB", 200)


def ris_record(number: int) -> str:
    """A record of a made-up work."""
    chance = random.Random(number)  # noqa: S311 -- the same file every time

    def words(count: int) -> str:
        return " ".join(chance.choices(WORDS.split(), k=count)).capitalize()

    authors = "".join(f"AU  - {words(1)}, {chance.choice('ABCDE')}. {chance.choice('FGHIJ')}.\n" for _ in range(4))
    return (
        f"TY  - JOUR\n{authors}TI  - {words(12)} {number}\nJO  - {words(3)}\nVL  - {number % 90}\nIS  - {number % 12}\n"
        f"SP  - {number}\nEP  - {number + 9}\nPY  - {1990 + number % 35}\nDO  - 10.1000/bench.{number}\n"
        f"AB  - {words(180)}.\nER  - \n\n"
    )


def citing() -> Iterator[Figure]:
    """What an article of a hundred works costs over the same without a citation."""
    cost = measured("tools.speed.articles")
    yield Figure("article of 100 works: queries over the bare page", cost[1], "", 2)
    yield Figure("article of 100 works: our own time over the bare page", cost[2], "ms", 10)


def answering() -> Iterator[Figure]:
    """What a visitor's step costs where the questionnaire is long."""
    _questions, got, posted, spent, sent, growth = measured("tools.speed.intake")
    yield Figure("step of 200 questions, 150 conditions: queries of a GET", got, "", 6)
    yield Figure("step of 200 questions, 150 conditions: queries of a POST", posted, "", 6)
    yield Figure("step of 200 questions, 150 conditions: our own time", spent, "ms", 25)
    yield Figure("the last steps of 200 beside the first", growth, "times", 2)
    yield Figure("submit: queries", sent, "", 15)


def choosing() -> Iterator[Figure]:
    """How long an editor waits for works among 20,000."""
    databases: dict[str, tuple[str, ...]] = {"SQLite": (), "PostgreSQL": ("-m", "tests.postgres", sys.executable)}
    for name, before in databases.items():
        p95 = measured("tools.speed.references", *before)[-1]
        yield Figure(f"chooser search over 20,000 works, p95, {name}", p95, "ms", 50)


def measured(module: str, *before: str) -> list[float]:
    """The numbers that a module prints in a process of its own."""
    command = [sys.executable, *before, "-m", module]
    lines = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    return [float(number) for number in re.findall(r"(?<![\w,])\d+(?:\.\d+)?(?![\w,])", lines[-1])]


def measure_retractions(folder: Path) -> Iterator[Figure]:
    """A night's reading of 70 MB of Retraction Watch past 20,000 works, in a process of its own."""
    folder.mkdir()
    _empty, whole = retractions.weights(folder)
    yield Figure("retractions: 70 MB of CSV past 20,000 works", whole.seconds, "s")
    yield Figure("retractions: peak memory of the whole process", whole.peak_megabytes, "MB")


def first_start(folder: Path) -> Iterator[Figure]:
    """From a fresh clone to the first page, with a warm package cache."""
    clone, port = folder / "clone", free_port()
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    env = {name: value for name, value in environment(clone / "var", port).items() if name != "FIBRO_VAR"}
    for round_name, goal in (("first start, from a fresh clone to the first page", 60.0), ("second start", 20.0)):
        started = time.monotonic()
        make = subprocess.Popen(["make", "run"], cwd=clone, env=env, stdout=subprocess.DEVNULL)
        try:
            while not answers_at(f"http://127.0.0.1:{port}/"):
                assert make.poll() is None, "make run ended"
                time.sleep(0.1)
            yield Figure(round_name, time.monotonic() - started, "s", goal)
        finally:
            make.terminate()
            make.wait(30)
            while answers_at(f"http://127.0.0.1:{port}/health/live/"):
                time.sleep(0.1)


def answers_at(url: str) -> bool:
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
        show(seals())
        with running(Path(folder) / "var") as site:
            show(weights(site))
            show(pages(site))
            show(imports(site, Path(folder)))
        show(answering())
        show(citing())
        show(choosing())
        show(measure_retractions(Path(folder) / "register"))
        show(first_start(Path(folder)))
    return 0 if all(figure.is_met for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
