"""What answering costs: 200 questions with 150 conditions, walked from the first step to the receipt.

`python -m tools.speed.intake` prints it, for the database that DATABASE_URL names. Every request goes through the whole
site, middleware included. Times are what this process itself spends, so that a busy machine does not blur them. What
begins and ends a transaction is not counted as a query.
"""

import os
import statistics
import time
from dataclasses import dataclass
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, get_runner

QUESTIONS, CONDITIONS = 200, 150
# One question a page is the longest way, a small group a page is the most to render.
GROUPS = (1, 4)
ROUNDS = 20


@dataclass(frozen=True)
class Request:
    queries: int
    milliseconds: float


@dataclass(frozen=True)
class Walk:
    """From the first step to the last, and sent."""

    got: tuple[Request, ...]
    posted: tuple[Request, ...]
    sent: Request
    last_step: float  # milliseconds to render it, with everything before it answered; the median of many rounds

    @property
    def growth(self) -> float:
        """How much longer a step takes in the last fifth of the way than in the first: 1 where it does not matter."""
        fifth = len(self.got) // 5
        steps = [got.milliseconds + posted.milliseconds for got, posted in zip(self.got, self.posted, strict=True)]
        return statistics.median(steps[-fifth:]) / statistics.median(steps[:fifth])


def definition(questions_a_step: int) -> dict[str, Any]:
    """Questions of six kinds. On each of the last 150 stands a condition on a step before it, which holds."""
    from tests.intake.definitions import group, made_of  # noqa: PLC0415 -- needs Django set up

    questions = [question(place, questions_a_step) for place in range(QUESTIONS)]
    steps = [questions[start : start + questions_a_step] for start in range(0, QUESTIONS, questions_a_step)]
    return made_of(*(group(f"step-{place}", *step) for place, step in enumerate(steps)))


def question(place: int, questions_a_step: int) -> dict[str, Any]:
    from tests.intake.definitions import many_of, one_of, text, yes_no  # noqa: PLC0415 -- needs Django set up

    members: dict[str, Any] = {"required": True}
    if place >= max(QUESTIONS - CONDITIONS, questions_a_step):
        gate = (place // questions_a_step * questions_a_step - 1) // 6 * 6
        members["enableWhen"] = [{"question": f"q{gate}", "operator": "=", "answerBoolean": True}]
    name = f"q{place}"
    codes = [f"code-{number}" for number in range(8)]
    match place % 6:
        case 0:
            return yes_no(name, **members)
        case 1:
            return one_of(name, *codes, **members)
        case 2:
            return many_of(name, *codes, **members)
        case 3:
            return text(name, **members)
        case 4:
            return {"linkId": name, "type": "integer", "text": f"{name}?", **members}
    return {"linkId": name, "type": "date", "text": f"{name}?", **members}


# As a browser posts them, by what stands behind the linkId in the name.
SAID: tuple[dict[str, Any], ...] = (
    {"": "yes"},
    {"": "code-1"},
    {"": ["code-1", "code-2"]},
    {"": "words that somebody wrote"},
    {"": "7"},
    {":day": "12", ":month": "5", ":year": "2019"},
)


def answer(place: int) -> dict[str, Any]:
    return {f"q{place}{part}": said for part, said in SAID[place % 6].items()}


def walk(questions_a_step: int) -> Walk:
    from django.urls import reverse  # noqa: PLC0415 -- needs Django set up

    from intake.questionnaires import publishing  # noqa: PLC0415 -- needs Django set up

    slug = f"long-{questions_a_step}"
    publishing.publish_definition(slug=slug, title="Long", definition=definition(questions_a_step))
    client = Client(SERVER_NAME="localhost")
    begun = client.post(reverse("intake:start", args=[slug]))
    client.get(begun.headers["Location"])
    got, posted = [], []
    address = ""
    for first in range(0, QUESTIONS, questions_a_step):
        address = reverse("intake:step", args=[slug, f"step-{first // questions_a_step}"])
        asked = range(first, first + questions_a_step)
        got.append(timed(client, address))
        posted.append(timed(client, address, {name: said for place in asked for name, said in answer(place).items()}))
    last_step = statistics.median(timed(client, address).milliseconds for _round in range(ROUNDS))
    sent = timed(client, reverse("intake:check", args=[slug]), {})
    return Walk(tuple(got), tuple(posted), sent, last_step)


def timed(client: Client, address: str, data: dict[str, Any] | None = None) -> Request:
    from tests.intake.visitor_client import counted  # noqa: PLC0415 -- needs Django set up

    with CaptureQueriesContext(connection) as captured:
        started = time.process_time()
        response = client.get(address) if data is None else client.post(address, data)
        spent = (time.process_time() - started) * 1000
    assert response.status_code == (200 if data is None else 303), response.content.decode()
    # A step that was not kept leads to itself.
    assert data is None or response.headers["Location"] != address
    return Request(counted(captured), spent)


def walks() -> list[Walk]:
    """Over a test database that is made and dropped."""
    django.setup()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        # A process that has answered before, on a site where somebody has sent something before.
        walk(QUESTIONS)
        return [walk(questions_a_step) for questions_a_step in GROUPS]
    finally:
        runner.teardown_databases(databases)


@dataclass(frozen=True)
class Cost:
    """The most that any of the walks cost."""

    get_queries: int
    post_queries: int
    submit_queries: int
    step_milliseconds: float
    growth: float

    @classmethod
    def of(cls, walks: list[Walk]) -> "Cost":
        return cls(
            get_queries=max(request.queries for walk in walks for request in walk.got),
            post_queries=max(request.queries for walk in walks for request in walk.posted),
            submit_queries=max(walk.sent.queries for walk in walks),
            step_milliseconds=max(walk.last_step for walk in walks),
            growth=max(walk.growth for walk in walks),
        )

    def __str__(self) -> str:
        return (
            f"a step of {QUESTIONS} questions: GET {self.get_queries} and POST {self.post_queries} queries, "
            f"{self.step_milliseconds:.1f} ms; submit {self.submit_queries} queries; "
            f"the last steps take {self.growth:.2f} times the first"
        )


if __name__ == "__main__":
    print(Cost.of(walks()))
