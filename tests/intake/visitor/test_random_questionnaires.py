"""Random questionnaires, answered by random walks over the real pages.

A walk goes on and back, changes answers, skips questions, opens URLs typed by hand, sends a form twice or long after it
was opened, saves half a page by script, closes the window and resumes, also with a code in another browser. All kinds
of questions are among them.

Whatever the walk, the answers that arrive are what a plain interpreter makes of the questionnaire and of the last
answer to each question. The interpreter reads the FHIR resource itself and shares no line with the engine.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.encryption import submission_keys
from intake.engine import publication_checks, routes
from intake.engine.definition import Definition
from intake.engine.json_object import DefinitionError
from intake.models import RateLimit, Submission
from intake.questionnaires import publishing
from tests.intake.definitions import group, made_of, many_of, one_of, text, yes_no
from tests.intake.patient.with_consents import consent

CODES = ("a", "b", "none")
HL7 = "http://hl7.org/fhir/StructureDefinition/"
OURS = "https://fibro.example/fhir/"
Json = dict[str, Any]
# How an answer is posted, by the suffix of the control's name after the linkId; and the answer that must arrive.
Saying = tuple[dict[str, Any], Any]


# --- Questionnaires --------------------------------------------------------------------------------------------------


def bounds(value_key: str, lowest: Any, highest: Any) -> list[Json]:
    return [{"url": f"{HL7}minValue", value_key: lowest}, {"url": f"{HL7}maxValue", value_key: highest}]


def item(link_id: str, kind: str, *extensions: Json, **members: Any) -> Json:
    return {"linkId": link_id, "type": kind, "text": f"{link_id}?", "extension": list(extensions), **members}


def whole_number(link_id: str, **members: Any) -> Json:
    return item(link_id, "integer", *bounds("valueInteger", 0, 3), **members)


def decimal_number(link_id: str, **members: Any) -> Json:
    return item(link_id, "decimal", *bounds("valueDecimal", 0, 3), **members)


def rating(link_id: str, **members: Any) -> Json:
    radios = {"url": f"{HL7}questionnaire-itemControl", "valueCodeableConcept": {"coding": [{"code": "radio-button"}]}}
    return item(link_id, "integer", radios, *bounds("valueInteger", 0, 3), **members)


def date(link_id: str, **members: Any) -> Json:
    return item(link_id, "date", {"url": f"{OURS}partial-date", "valueBoolean": True}, **members)


def country(link_id: str, **members: Any) -> Json:
    question = item(link_id, "choice", **members)
    return question | {"answerValueSet": "http://hl7.org/fhir/ValueSet/iso3166-1-2"}


def line(text_format: str) -> Callable[..., Json]:
    extension = {"url": f"{OURS}text-format", "valueCode": text_format}
    return lambda link_id, **members: item(link_id, "string", extension, **members)


def many_or_none(link_id: str, **members: Any) -> Json:
    question = many_of(link_id, *CODES, **members)
    question["answerOption"][-1]["extension"] = [{"url": f"{HL7}questionnaire-optionExclusive", "valueBoolean": True}]
    return question


def agreement(link_id: str, **members: Any) -> Json:
    return consent(link_id, required=members["required"])[0] | members


def information(link_id: str, **members: Any) -> Json:
    return {name: value for name, value in item(link_id, "display", **members).items() if name != "required"}


# Every kind of question: how it is made, and its possible answers. Each pair is written by hand, so that what arrives
# is compared with what a person would call the same answer.
KINDS: dict[str, tuple[Callable[..., Json], list[Saying]]] = {
    "yes-no": (yes_no, [({"": "yes"}, True), ({"": "no"}, False)]),
    "one-of": (lambda link_id, **members: one_of(link_id, *CODES, **members), [({"": code}, code) for code in CODES]),
    "many-of": (
        many_or_none,
        [({"": ["a"]}, ["a"]), ({"": ["b", "a", "b"]}, ["a", "b"]), ({"": ["b"]}, ["b"]), ({"": ["none"]}, ["none"])],
    ),
    "short-text": (text, [({"": said}, said) for said in ("yes", "0", "a < b")]),
    "long-text": (
        lambda link_id, **members: item(link_id, "text", **members),
        [({"": "one\r\ntwo"}, "one\ntwo"), ({"": " 0 "}, "0")],
    ),
    "whole-number": (whole_number, [({"": str(number)}, number) for number in range(3)] + [({"": "\uff13"}, 3)]),
    "number": (
        decimal_number,
        [
            ({"": typed}, kept)
            for typed, kept in (("0", "0"), ("1,5", "1.5"), ("1.50", "1.50"), ("+3", "3"), ("-0.0", "0.0"))
        ],
    ),
    "rating": (rating, [({"": str(number)}, number) for number in range(4)]),
    "date": (
        date,
        [
            ({":day": "9", ":month": "5", ":year": "2019"}, "2019-05-09"),
            ({":day": "", ":month": "12", ":year": "2019"}, "2019-12"),
            ({":day": "", ":month": "", ":year": "2019"}, "2019"),
        ],
    ),
    "country": (country, [({"": "DE"}, "DE"), ({"": "GB"}, "GB")]),
    "name": (line("name"), [({"": "Ada   Example"}, "Ada Example")]),
    "email": (line("email"), [({"": "ada@example.org"}, "ada@example.org")]),
    "phone": (line("phone"), [({"": "+49 30 000000"}, "+49 30 000000")]),
    "consent": (agreement, [({"": "on"}, True), ({}, False)]),
    "information": (information, []),
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
    values = [kept for _, kept in sayings(question)]
    if question["type"] == "date" or draw(st.integers(0, 3)) == 0:
        return {"question": question["linkId"], "operator": "exists", "answerBoolean": draw(st.booleans())}
    expected = draw(st.sampled_from(values))
    if question["type"] == "decimal":
        expected = float(expected)
    operators = ["=", "!="]
    if question["type"] in {"integer", "decimal"}:
        # No answer lies above the highest or below the lowest, and publishing refuses such a condition.
        operators += [">="] * (expected > 0) + ["<="] * (expected < 3)
        operators += [">"] * (expected < 3) + ["<"] * (expected > 0)
        value = {"answerDecimal" if question["type"] == "decimal" else "answerInteger": expected}
    elif question["type"] == "boolean":
        value = {"answerBoolean": expected}
    elif question["type"] == "choice":
        value = {"answerCoding": {"code": expected[0] if isinstance(expected, list) else expected}}
    else:
        value = {"answerString": expected}
    return {"question": question["linkId"], "operator": draw(st.sampled_from(operators)), **value}


@st.composite
def definitions(draw: st.DrawFn) -> Json:
    steps: list[Json] = []
    earlier: list[Json] = []
    consents: list[Json] = []
    for number in range(draw(st.integers(2, 5))):
        condition = draw(conditions(list(earlier)))
        questions = []
        for letter in "xyz"[: draw(st.integers(1, 3))]:
            kind = draw(st.sampled_from(["yes-no", "yes-no", *sorted(KINDS)]))
            link_id = f"{kind}.{letter}{number}"
            members = {"required": draw(st.booleans()), **draw(conditions(list(earlier)))}
            questions.append(KINDS[kind][0](link_id, **members))
            if kind == "consent":
                consents.append(consent(link_id, required=members["required"])[1])
            if kind != "information":
                earlier.append(questions[-1])
        steps.append(group(f"step-{number}", *questions, **condition))
    # One question that is always asked, so that there is always something to send.
    return made_of(*steps, group("last", text("short-text.last", required=True)), consents=consents)


# --- Possible answers ------------------------------------------------------------------------------------------------


def is_published(definition: Json) -> bool:
    """Whether every question can be asked, as publishing checks."""
    try:
        publication_checks.check_publishable(Definition.from_json(definition))
    except DefinitionError:
        return False
    return True


def sayings(question: Json) -> list[Saying]:
    """All answers that this question accepts. None is among them only if it is optional; for a consent, none is no."""
    kind = question["linkId"].partition(".")[0]
    found = KINDS[kind][1]
    if kind == "consent" and question["required"]:
        return found[:1]
    return found


def answers_to(question: Json) -> st.SearchStrategy[Saying]:
    found = sayings(question)
    may_be_silent = not question["required"] and not question["linkId"].startswith("consent.")
    return st.sampled_from([*found, ({}, None)] if may_be_silent else found)


def is_answerable(question: Json) -> bool:
    return question["type"] != "display"


# --- The plain interpreter -------------------------------------------------------------------------------------------


def interpreted(definition: Json, said: Json) -> tuple[list[str], Json]:
    """The steps that are asked, and the answers that count, by reading the resource from top to bottom."""
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
    if when["question"].startswith("number."):
        values = [float(value) for value in values]  # none of them has more digits than a float
    (expected,) = [value for name, value in when.items() if name.startswith("answer")]
    return OPERATORS[when["operator"]](values, expected["code"] if isinstance(expected, dict) else expected)


def reaches(definition: Json, said: Json, name: str) -> bool:
    """Whether this step is asked, and every required question before it is answered."""
    asked, counted = interpreted(definition, said)
    if name not in asked:
        return False
    before = {
        question["linkId"]: counted.get(question["linkId"])
        for step in definition["questionnaire"]["item"]
        if step["linkId"] in asked[: asked.index(name)]
        for question in questions_asked(definition, said, step["linkId"])
        if question["required"]
    }
    return None not in before.values()


def questions_asked(definition: Json, said: Json, name: str) -> list[Json]:
    """The questions of a step, as it is asked."""
    asked, counted = interpreted(definition, said)
    if name not in asked:
        return []
    [step] = [step for step in definition["questionnaire"]["item"] if step["linkId"] == name]
    return [
        question
        for question in step["item"]
        if is_answerable(question) and is_enabled(question, counted_before(definition, counted, question))
    ]


def counted_before(definition: Json, counted: Json, question: Json) -> Json:
    """The answers that count and that stand before this question."""
    order = [item["linkId"] for step in definition["questionnaire"]["item"] for item in step["item"]]
    return {name: answer for name, answer in counted.items() if order.index(name) < order.index(question["linkId"])}


@given(definition=definitions(), data=st.data())
def test_the_engine_asks_and_counts_as_a_plain_interpreter_does(definition: Json, data: st.DataObject) -> None:
    questions = [item for step in definition["questionnaire"]["item"] for item in step["item"] if is_answerable(item)]
    said = {
        item["linkId"]: data.draw(st.none() | st.sampled_from([kept for _, kept in sayings(item)]))
        for item in questions
    }
    read = Definition.from_json(definition)
    steps, counted = interpreted(definition, said)
    way = routes.resolve_route(read, said)

    assert [step.link_id for step in way.steps] == steps
    assert list(way.answers.items()) == list(counted.items())
    for name in steps:
        asked = way.step(name)
        assert asked
        expected = [question["linkId"] for question in questions_asked(definition, said, name)]
        assert [question.link_id for question in asked.answerable] == expected
        assert way.reaches(name) == reaches(definition, said, name)


# --- The walk --------------------------------------------------------------------------------------------------------


class Walk:
    """One visitor: the last answer to each question, and the page that is open."""

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
        """Open the URL of a step, and return the step if that is shown: the server may redirect elsewhere."""
        response = self.client.get(address, follow=True)
        assert response.status_code == 200
        name = response.request["PATH_INFO"].rstrip("/").rpartition("/")[2]
        return name if name in self.steps else None

    def say(self, questions: list[Json]) -> tuple[Json, Json]:
        """Draw an answer to each of these questions: as a form posts it, and as it must arrive."""
        form, told = {}, {}
        for question in questions:
            posted, told[question["linkId"]] = self.data.draw(answers_to(question))
            form |= {f"{question['linkId']}{part}": value for part, value in posted.items()}
        return form, told

    def answer(self, address: str) -> None:
        """Answer each question of the page, and send it, perhaps twice."""
        name = self.step_at(address)
        assert name
        asked = questions_asked(self.definition, self.said, name)
        assert self.shown(address, name) == [question["linkId"] for question in asked]
        form, told = self.say(asked)
        self.at = self.post(address, form)
        self.remember(told)
        if self.data.draw(st.integers(0, 2), label="sent twice") == 0:
            self.send_unseen(name, address, form, told)

    def send_unseen(self, name: str, address: str, form: Json, told: Json) -> None:
        """A form that was filled in before: sent twice, or in a window that stood open. What this step does not ask now
        is not kept; what it asks and the form does not answer is left open, and nothing is kept if it must be answered.
        """
        response = self.client.post(address, form)
        assert response.status_code == 303
        if not reaches(self.definition, self.said, name):
            return
        asked = questions_asked(self.definition, self.said, name)
        if self.lacks(asked, name, told):
            assert response.headers["Location"] == address
            page = self.client.get(address)
            assert page.status_code == 200
            assert page.context["form"].errors
            return
        self.at = str(response.headers["Location"])
        self.remember({question["linkId"]: self.meant(question, told) for question in asked})

    def lacks(self, asked: list[Json], name: str, told: Json) -> bool:
        """Whether a form leaves a required question open that its other answers do not hide."""
        silent = {
            question["linkId"] for question in asked if question["required"] and told.get(question["linkId"]) is None
        }
        said = {question["linkId"]: self.meant(question, told) for question in asked} | dict.fromkeys(silent)
        still = questions_asked(self.definition, self.said | said, name)
        return any(question["linkId"] in silent for question in still)

    def remember(self, told: Json) -> None:
        """Note the answers. A question that the same form hid and did not answer was not seen."""
        together = self.said | told
        asked, _counted = interpreted(self.definition, together)
        seen = {each["linkId"] for name in asked for each in questions_asked(self.definition, together, name)}
        for link_id, answer in told.items():
            if answer is None and link_id not in seen:
                self.said.pop(link_id, None)
            else:
                self.said[link_id] = answer

    def meant(self, question: Json, told: Json) -> Any:
        """Note the answer of a form that may not have this question: a box that is not there is not ticked."""
        return told.get(question["linkId"], False if question["linkId"].startswith("consent.") else None)

    def shown(self, address: str, name: str) -> list[str]:
        page = self.client.get(address, follow=True).content.decode()
        return [
            question["linkId"]
            for question in self.steps[name]["item"]
            if f'name="{question["linkId"]}"' in page or f'name="{question["linkId"]}:day"' in page
        ]

    def any_step(self) -> str:
        return self.data.draw(st.sampled_from(sorted(self.steps)), label="where")

    def go(self) -> None:
        """Make one move: mostly on, now and then elsewhere."""
        moves = ["on", "on", "change", "change", "by hand", "resume", "old window", "half a page", "elsewhere"]
        move = self.data.draw(st.sampled_from(moves), label="move")
        address = self.at
        if move == "resume":
            address = self.post(reverse("intake:start"), {})
        elif move == "elsewhere":
            self.come_back_elsewhere()
            address = self.at
        elif move != "on":
            address = reverse("intake:step", args=[self.any_step()]) + ("?change=1" if move == "change" else "")
        if move == "old window":
            name = address.rstrip("/").rpartition("/")[2]
            self.send_unseen(name, address, *self.say([q for q in self.steps[name]["item"] if is_answerable(q)]))
        elif move == "half a page":
            self.keep_half_a_page(address)
        elif name := self.step_at(address):
            self.answer(reverse("intake:step", args=[name]) + ("?change=1" if move == "change" else ""))

    def keep_half_a_page(self, address: str) -> None:
        """Autosave a page, which counts as no answer."""
        name = address.rstrip("/").rpartition("/")[2]
        page = self.client.get(address)
        if page.status_code == 200:
            form, _told = self.say(questions_asked(self.definition, self.said, name)[:1])
            form[":revision"] = page.context["revision"]
            assert self.client.post(address, form, headers={"Accept": "application/json"}).json() == {"kept": True}

    def come_back_elsewhere(self) -> None:
        """Save for later, and go on with the code in another browser."""
        self.client.post(reverse("intake:later"), {})
        code = self.client.get(reverse("intake:later")).context["code"]
        RateLimit.objects.all().delete()  # a visitor who does nothing else
        self.client = Client()
        self.at = self.post(reverse("intake:back"), {"code": code})

    def unseen(self) -> set[str]:
        """The questions that are asked now, and were on no page yet."""
        asked, _counted = interpreted(self.definition, self.said)
        link_ids = {
            question["linkId"] for name in asked for question in questions_asked(self.definition, self.said, name)
        }
        return link_ids - self.said.keys()

    def go_on_to_the_check_page(self) -> None:
        while self.step_at(self.at):
            self.answer(self.at)

    def change_from_the_check_page(self) -> None:
        """Change a step from the check page, and follow every question that it opens back to the check page."""
        asked, _counted = interpreted(self.definition, self.said)
        unseen = self.unseen()
        self.at = reverse("intake:step", args=[self.data.draw(st.sampled_from(asked), label="change")]) + "?change=1"
        self.go_on_to_the_check_page()
        assert self.unseen() <= unseen

    def finish(self) -> Submission:
        """Go on to the check page, change some answers, and send them twice."""
        self.at = self.post(reverse("intake:start"), {})
        self.go_on_to_the_check_page()
        for _ in range(self.data.draw(st.integers(0, 3), label="changes")):
            self.change_from_the_check_page()
        page = self.client.get(reverse("intake:check"))
        revision = page.context["revision"]
        for _ in range(2):
            assert self.post(reverse("intake:check"), {"revision": revision}) == reverse("intake:confirmation")
        return Submission.objects.latest("received_at")


@pytest.mark.django_db
# One visitor may begin and send as often as they like.
@override_settings(STARTS_AT_ONCE=10_000, SENDS_AT_ONCE=10_000)
@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(definition=definitions().filter(is_published), data=st.data())
def test_what_arrives_is_what_a_plain_interpreter_makes_of_it(definition: Json, data: st.DataObject) -> None:
    publishing.publish_definition(slug="random", title="Random", definition=definition, is_default=True)
    sent_before = Submission.objects.count()
    walk = Walk(definition, data)
    for _ in range(data.draw(st.integers(0, 10), label="moves")):
        walk.go()
    submission = walk.finish()

    answers = submission_keys.read_answers(submission, submission_keys.unwrap_data_key(submission))
    assert answers == interpreted(definition, walk.said)[1]
    assert list(answers) == list(interpreted(definition, walk.said)[1])
    assert Submission.objects.count() == sent_before + 1
