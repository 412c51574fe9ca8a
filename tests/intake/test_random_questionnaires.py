"""Random questionnaires, answered by random walks over the real pages: on, back, another answer, a skipped question, an
address typed by hand, a form sent twice, a window closed and the way resumed.

Whatever the way, the answers that arrive are what a plain interpreter makes of the questionnaire and of what was said
last to each question. The interpreter reads the FHIR resource itself and shares no line with the engine.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake import journey, opening, questionnaires
from intake.definition import Definition
from intake.models import Submission
from tests.intake.definitions import group, made_of, many_of, one_of, text, yes_no

CODES = ("a", "b", "none")
EXCLUSIVE = {"url": "http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive", "valueBoolean": True}
BOUNDS = [
    {"url": f"http://hl7.org/fhir/StructureDefinition/{end}Value", "valueInteger": value}
    for end, value in (("min", 0), ("max", 3))
]
Json = dict[str, Any]


# --- Questionnaires --------------------------------------------------------------------------------------------------


def whole_number(link_id: str, **members: Any) -> Json:
    return {"linkId": link_id, "type": "integer", "text": f"{link_id}?", "extension": BOUNDS, **members}


def many_or_none(link_id: str, **members: Any) -> Json:
    question = many_of(link_id, *CODES, **members)
    question["answerOption"][-1]["extension"] = [EXCLUSIVE]
    return question


KINDS: dict[str, Callable[..., Json]] = {
    "boolean": yes_no,
    "one": lambda link_id, **members: one_of(link_id, *CODES, **members),
    "many": many_or_none,
    "string": text,
    "integer": whole_number,
}


@st.composite
def conditions(draw: st.DrawFn, earlier: list[Json]) -> Json:
    """None, one or two conditions on questions that are asked before, mostly on the last: so that there are chains,
    in which an answer to a question that is no longer asked must not bring up another.
    """
    if not earlier or draw(st.integers(0, 3)) == 0:
        return {}
    subjects = [earlier[-1] if draw(st.integers(0, 3)) else draw(st.sampled_from(earlier))]
    if draw(st.integers(0, 3)) == 0:
        subjects.append(draw(st.sampled_from(earlier)))
    whens = [draw(comparison(question)) for question in subjects]
    return {"enableWhen": whens, "enableBehavior": draw(st.sampled_from(["all", "any"]))}


@st.composite
def comparison(draw: st.DrawFn, question: Json) -> Json:
    if question["type"] == "string" or draw(st.integers(0, 3)) == 0:
        return {"question": question["linkId"], "operator": "exists", "answerBoolean": draw(st.booleans())}
    operators = ["=", "!="]
    if question["type"] == "boolean":
        value: Json = {"answerBoolean": draw(st.booleans())}
    elif question["type"] == "integer":
        operators += [">", "<", ">=", "<="]
        value = {"answerInteger": draw(st.integers(0, 3))}
    else:
        value = {"answerCoding": {"code": draw(st.sampled_from(CODES))}}
    return {"question": question["linkId"], "operator": draw(st.sampled_from(operators)), **value}


@st.composite
def definitions(draw: st.DrawFn) -> Json:
    steps: list[Json] = []
    earlier: list[Json] = []
    for number in range(draw(st.integers(2, 5))):
        condition = draw(conditions(list(earlier)))
        questions = []
        for letter in "xyz"[: draw(st.integers(1, 3))]:
            make = KINDS[draw(st.sampled_from(["boolean", *sorted(KINDS)]))]
            members = {"required": draw(st.booleans()), **draw(conditions(list(earlier)))}
            questions.append(make(f"{letter}{number}", **members))
            earlier.append(questions[-1])
        steps.append(group(f"step-{number}", *questions, **condition))
    # One question that is always asked, so that there is always something to send.
    return made_of(*steps, group("last", text("z-last", required=True)))


# --- What somebody may say -------------------------------------------------------------------------------------------


def answers_to(question: Json) -> st.SearchStrategy[Any]:
    """An answer as it is kept; None where nothing is said, which only an optional question takes."""
    kind = question["type"]
    said: st.SearchStrategy[Any]
    if kind == "boolean":
        said = st.booleans()
    elif kind == "integer":
        said = st.integers(0, 3)
    elif kind == "string":
        said = st.sampled_from(["yes", "0", "a < b"])
    elif question.get("repeats"):
        said = st.sampled_from([["a"], ["b"], ["a", "b"], ["none"]])
    else:
        said = st.sampled_from(CODES)
    return said if question["required"] else st.one_of(st.none(), said)


def as_posted(said: Any) -> Any:
    return {True: "yes", False: "no"}[said] if isinstance(said, bool) else said


# --- The plain interpreter -------------------------------------------------------------------------------------------


def interpreted(definition: Json, said: Json) -> tuple[list[str], Json]:
    """The steps that are asked, and the answers that count, read from the resource from top to bottom."""
    asked, counted = [], {}
    for step in definition["questionnaire"]["item"]:
        if not is_enabled(step, counted):
            continue
        questions = []
        for question in step["item"]:
            if is_enabled(question, counted):
                questions.append(question)
                if said.get(question["linkId"]) is not None:
                    counted[question["linkId"]] = said[question["linkId"]]
        if questions:
            asked.append(step["linkId"])
    return asked, counted


def is_enabled(item: Json, counted: Json) -> bool:
    verdicts = [is_true(when, counted.get(when["question"])) for when in item.get("enableWhen", [])]
    if not verdicts:
        return True
    return any(verdicts) if item["enableBehavior"] == "any" else all(verdicts)


OPERATORS: dict[str, Callable[[list[Any], Any], bool]] = {
    "exists": lambda values, expected: bool(values) is expected,
    "=": lambda values, expected: expected in values,
    "!=": lambda values, expected: expected not in values,
    ">": lambda values, expected: any(value > expected for value in values),
    "<": lambda values, expected: any(value < expected for value in values),
    ">=": lambda values, expected: any(value >= expected for value in values),
    "<=": lambda values, expected: any(value <= expected for value in values),
}


def is_true(when: Json, answer: Any) -> bool:
    values = answer if isinstance(answer, list) else [] if answer is None else [answer]
    (expected,) = [value for name, value in when.items() if name.startswith("answer")]
    return OPERATORS[when["operator"]](values, expected["code"] if isinstance(expected, dict) else expected)


def counted_before(definition: Json, counted: Json, question: Json) -> Json:
    """The answers that count among those to questions that stand before this one."""
    order = [item["linkId"] for step in definition["questionnaire"]["item"] for item in step["item"]]
    return {name: answer for name, answer in counted.items() if order.index(name) < order.index(question["linkId"])}


@given(definition=definitions(), data=st.data())
def test_the_engine_asks_and_counts_as_a_plain_interpreter_does(definition: Json, data: st.DataObject) -> None:
    said = {
        question["linkId"]: data.draw(answers_to({**question, "required": False}))
        for step in definition["questionnaire"]["item"]
        for question in step["item"]
    }
    read = Definition.from_json(definition)
    steps, counted = interpreted(definition, said)

    assert [step.link_id for step in journey.steps(read, said)] == steps
    assert list(journey.asked(read, said).items()) == list(counted.items())


# --- The walk --------------------------------------------------------------------------------------------------------


class Walk:
    """One visitor: what they said last to each question, and where they stand."""

    def __init__(self, definition: Json, data: st.DataObject) -> None:
        self.definition = definition
        self.steps = {step["linkId"]: step for step in definition["questionnaire"]["item"]}
        self.data = data
        self.client = Client()
        self.said: Json = {}
        self.at = self.post(reverse("intake:start"), {})

    def post(self, address: str, form: Json) -> str:
        response = self.client.post(address, form)
        assert response.status_code == 303, response.content.decode()
        return str(response.headers["Location"])

    def step_at(self, address: str) -> str | None:
        """The step that an address shows, if it shows one: the server may lead elsewhere."""
        response = self.client.get(address, follow=True)
        assert response.status_code == 200
        name = response.request["PATH_INFO"].rstrip("/").rpartition("/")[2]
        return name if name in self.steps else None

    def answer(self, name: str, address: str) -> None:
        """Say something to each question that this step asks, and send it; perhaps twice."""
        shown = self.questions_shown(address, name)
        told = {question["linkId"]: self.data.draw(answers_to(question)) for question in shown}
        form = {link_id: as_posted(answer) for link_id, answer in told.items() if answer is not None}
        self.at = self.post(address, form)
        self.said |= told
        if self.data.draw(st.booleans(), label="sent twice"):
            self.send_again(name, address, form, told)

    def send_again(self, name: str, address: str, form: Json, told: Json) -> None:
        """The same form once more. What the first made this step ask as well was not on it: it is left unanswered, and
        if it must be answered nothing is kept.
        """
        asked_now = [question["linkId"] for question in self.steps[name]["item"] if self.is_asked(name, question)]
        response = self.client.post(address, form)
        if response.status_code == 303:
            self.at = str(response.headers["Location"])
            self.said |= {link_id: told.get(link_id) for link_id in asked_now}
        else:
            assert response.status_code == 422

    def is_asked(self, name: str, question: Json) -> bool:
        asked, counted = interpreted(self.definition, self.said)
        return name in asked and is_enabled(question, counted_before(self.definition, counted, question))

    def questions_shown(self, address: str, name: str) -> list[Json]:
        page = self.client.get(address).content.decode()
        return [question for question in self.steps[name]["item"] if f'name="{question["linkId"]}"' in page]

    def go(self) -> None:
        """One move: mostly on, now and then elsewhere."""
        move = self.data.draw(st.sampled_from(["on", "on", "change", "change", "by hand", "resume"]), label="move")
        address = self.at
        if move == "resume":
            address = self.post(reverse("intake:start"), {})
        elif move != "on":
            name = self.data.draw(st.sampled_from(sorted(self.steps)), label="where")
            address = reverse("intake:step", args=[name]) + ("?change=1" if move == "change" else "")
        if name_shown := self.step_at(address):
            self.answer(name_shown, reverse("intake:step", args=[name_shown]) + ("?change=1" * (move == "change")))

    def finish(self) -> Submission:
        """On to the last page, and send it, twice."""
        self.at = self.post(reverse("intake:start"), {})
        while name := self.step_at(self.at):
            self.answer(name, reverse("intake:step", args=[name]))
        page = self.client.get(reverse("intake:check"))
        revision = page.context["revision"]
        for _ in range(2):
            assert self.post(reverse("intake:check"), {"revision": revision}) == reverse("intake:confirmation")
        return Submission.objects.latest("received_at")


@pytest.mark.django_db
@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(definition=definitions(), data=st.data())
def test_what_arrives_is_what_a_plain_interpreter_makes_of_it(definition: Json, data: st.DataObject) -> None:
    questionnaires.publish(slug="random", title="Random", definition=definition, is_default=True)
    sent_before = Submission.objects.count()
    walk = Walk(definition, data)
    for _ in range(data.draw(st.integers(0, 10), label="moves")):
        walk.go()
    submission = walk.finish()

    answers = opening.read_answers(submission, opening.data_key_of(submission))
    assert answers == interpreted(definition, walk.said)[1]
    assert list(answers) == list(interpreted(definition, walk.said)[1])
    assert Submission.objects.count() == sent_before + 1
