"""Random questionnaires with every kind of question, and the answers that each question accepts."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from intake.engine import publication_checks
from intake.engine.definition import Definition
from intake.engine.json_object import DefinitionError
from tests.intake.definitions import HL7, OURS, group, made_of, many_of, one_of, text, yes_no
from tests.intake.patient.with_consents import consent

CODES = ("a", "b", "none")
Json = dict[str, Any]
# A posted answer, by the suffix of the control's name after the linkId, and the answer that must be stored.
Saying = tuple[dict[str, Any], Any]


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


# For each kind of question, how to make one and its possible answers. Each pair is written by hand, so that the result
# is compared with what a person would consider the same answer.
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
    """Draw none, one or two conditions on earlier questions, mostly on the last one, so that there are chains
    in which an answer to a hidden question must not show another question.
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
        # Publishing refuses conditions beyond the bounds of the question.
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
    # One question is always asked, so that there is always something to send.
    return made_of(*steps, group("last", text("short-text.last", required=True)), consents=consents)


def is_published(definition: Json) -> bool:
    """Return whether every question can be asked, as publishing checks."""
    try:
        publication_checks.check_publishable(Definition.from_json(definition))
    except DefinitionError:
        return False
    return True


def sayings(question: Json) -> list[Saying]:
    """Return all answers that this question accepts. An empty form means no for an optional consent."""
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
