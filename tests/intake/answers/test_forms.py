from typing import Any

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from intake.answers.forms import StepForm
from intake.engine import routes
from intake.engine.definition import Definition
from intake.engine.questions import Step
from tests.intake.answers.question_forms import rendered
from tests.intake.definitions import group, many_of, one_of, read, starter, text, yes_no
from tests.intake.visitor_client import ADA

STARTER = Definition.from_json(starter())
EXCLUSIVE = {
    "url": "http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive",
    "valueBoolean": True,
}


def step_of(*items: dict[str, Any]) -> Step:
    return read(group("step", *items)).steps[0]


def starter_step(name: str) -> Step:
    step = routes.resolve_route(STARTER, {}).step(name)
    assert step is not None
    return step


def form(step: Step, **posted: Any) -> StepForm:
    data = QueryDict(mutable=True)
    for name, value in posted.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return StepForm(step=step, answers={}, data=data)


def with_none_of_these() -> Step:
    question = many_of("signs", "fever", "joints", "none")
    question["answerOption"][2]["extension"] = [EXCLUSIVE]
    return step_of(question)


def test_each_kind_of_answer_is_collected_with_its_type() -> None:
    step = step_of(
        yes_no("ill"), one_of("colour", "red", "blue"), many_of("shapes", "round", "square", "flat"), text("why")
    )
    filled = form(step, ill="no", colour="red", shapes=["flat", "round", "flat"], why="  because ")

    assert filled.is_valid()
    assert filled.collect_answers() == {"ill": False, "colour": "red", "shapes": ["round", "flat"], "why": "because"}


def test_unanswered_questions_are_not_collected() -> None:
    step = step_of(yes_no("ill"), one_of("colour", "red", "blue"), many_of("shapes", "round", "square"), text("why"))
    filled = form(step, why="   ")

    assert filled.is_valid()
    assert filled.collect_answers() == {}


def test_new_answers_replace_old_ones_and_leave_the_rest() -> None:
    filled = form(step_of(one_of("colour", "red", "blue"), text("why")), colour="blue")

    assert filled.is_valid()
    assert filled.merge_into({"colour": "red", "why": "old", "other": 1}) == {
        "other": 1,
        "colour": "blue",
        "why": None,
    }


def test_stored_answers_are_shown_as_checked() -> None:
    for step in STARTER.steps:
        seen = routes.resolve_route(STARTER, ADA).step(step.link_id)
        assert seen is not None
        blank = StepForm(step=seen, answers=ADA)
        html = rendered(blank)
        choices = sum(len(answer) if isinstance(answer, list) else 1 for answer in chosen(seen))
        assert html.count(" checked") == choices


def chosen(step: Step) -> list[Any]:
    """Ada's answers on this step that are shown by a checked input."""
    return [ADA[q.link_id] for q in step.answerable if q.link_id in ADA and not q.max_length and ADA[q.link_id] != ()
            and not (q.consent and ADA[q.link_id] is False)]  # fmt: skip


@pytest.mark.parametrize(
    ("step", "posted", "error"),
    [
        (step_of(one_of("colour", "red", "blue", required=True)), {}, "colour?: choose one answer"),
        (step_of(one_of("colour", "red", "blue")), {"colour": "green"}, "colour?: choose one of the answers shown"),
        (step_of(yes_no("ill", required=True)), {}, "ill?: choose yes or no"),
        (step_of(yes_no("ill")), {"ill": "maybe"}, "ill?: choose yes or no"),
        (step_of(many_of("s", "a", "b", required=True)), {}, "s?: choose at least one answer"),
        (step_of(many_of("s", "a", "b")), {"s": ["a", "c"]}, "s?: choose from the answers shown"),
        (
            with_none_of_these(),
            {"signs": ["fever", "none"]},
            "signs?: choose only “None”, or all the answers that apply",
        ),
        (step_of(text("why", required=True)), {}, "why?: enter an answer"),
        (
            step_of(text("why", maxLength=5)),
            {"why": "123456"},
            "why?: shorten the text to 5 characters or fewer (1 too many)",
        ),
        (
            starter_step("contact"),
            {"name": "Ada", "email": "ada@"},
            "Email address: enter a full email address, for example name@example.org",
        ),
        (
            starter_step("contact"),
            {"name": "Ada", "email": "a@example.org", "phone": "12"},
            "Phone number: enter a full phone number, with the area code",
        ),
        (
            starter_step("consent"),
            {},
            (
                "Use of your answers to find out whether the clinic can help: tick the box if you agree; without "
                "your consent the clinic may not read your answers"
            ),
        ),
    ],
)
def test_error_names_its_question_and_says_what_to_do(step: Step, posted: dict[str, Any], error: str) -> None:
    wrong = form(step, **posted)

    assert not wrong.is_valid()
    assert [message for messages in wrong.errors.values() for message in messages] == [error]


@pytest.mark.parametrize("character", ["\0", chr(0xD800), chr(0xDFFF), "\N{REPLACEMENT CHARACTER}"])
def test_characters_that_no_database_stores_are_refused(character: str) -> None:
    wrong = form(step_of(text("why")), why=f"a{character}b")

    assert wrong.errors["why"] == ["why?: some characters cannot be read; please enter the text again"]


def test_percent_sign_in_a_question_does_not_break_its_error() -> None:
    question = text("share", text="More than 50 % of days?", maxLength=3)

    assert form(step_of(question), share="12345").errors["share"] == [
        "More than 50 % of days?: shorten the text to 3 characters or fewer (2 too many)"
    ]


@pytest.mark.parametrize(
    ("posted", "kept"),
    [
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("pasted\x0btext\x07", "pasted text"),
        ("\u202eright to left\u200f", "\u202eright to left\u200f"),
        ("\N{FULLWIDTH DIGIT ONE}", "\N{FULLWIDTH DIGIT ONE}"),
        ("🙂" * 4, "🙂" * 4),
    ],
)
def test_text_is_normalised_to_readable_characters(posted: str, kept: str) -> None:
    filled = form(step_of({"linkId": "why", "type": "text", "text": "Why?"}), why=posted)

    assert filled.is_valid()
    assert filled.collect_answers() == {"why": kept}


def test_line_break_counts_as_one_character() -> None:
    step = step_of({"linkId": "why", "type": "text", "text": "Why?", "maxLength": 3})

    assert form(step, why="a\r\nb").is_valid()


def test_name_is_put_on_one_line() -> None:
    filled = form(starter_step("contact"), name="Ada\r\nBcc: all", email="ada@example.org")

    assert filled.is_valid()
    assert filled.collect_answers()["name"] == "Ada Bcc: all"


def test_contact_fields_have_autocomplete() -> None:
    html = rendered(form(starter_step("contact")))

    for attributes in ('type="email"', 'autocomplete="email"', 'autocomplete="name"', 'type="tel"',
                       'autocomplete="tel"'):  # fmt: skip
        assert attributes in html


def test_only_optional_questions_are_marked() -> None:
    html = rendered(StepForm(step=starter_step("contact"), answers={}))

    assert html.count("(optional)") == 1
    assert "*" not in html


def test_consent_is_unticked_and_names_controller_data_and_use() -> None:
    html = rendered(StepForm(step=starter_step("consent"), answers={}))

    assert " checked" not in html
    assert html.count("Who is asking") == html.count("What data") == html.count("What it is for") == 2


def test_single_question_is_the_heading_of_its_page() -> None:
    assert "<h1>" in rendered(StepForm(step=starter_step("age"), answers={}))
    assert "<h1>" not in rendered(StepForm(step=starter_step("six-months"), answers={}))


VALUES = st.one_of(
    st.text(max_size=20),
    st.text(alphabet=st.characters(), max_size=20),
    st.sampled_from(
        ["", "none", "yes", "1e999", "NaN", "\0", "\ud800", "\N{FULLWIDTH DIGIT ZERO}", "-1", "None", "[]"]
    ),
)


@given(data=st.data())
def test_random_post_is_refused_or_gives_answers_that_were_offered(data: st.DataObject) -> None:
    step = data.draw(st.sampled_from([routes.resolve_route(STARTER, {}).step(step.link_id) for step in STARTER.steps]))
    assert step is not None
    posted = {q.link_id: data.draw(st.lists(VALUES | codes(q), max_size=4)) for q in step.answerable}
    filled = form(step, **posted)
    if not filled.is_valid():
        return
    for question in step.answerable:
        answer = filled.collect_answers().get(question.link_id)
        if question.choices and answer is not None:
            assert set([answer] if isinstance(answer, str) else answer) <= set(question.choice_by_code)
        elif question.max_length and answer is not None:
            assert 0 < len(answer) <= question.max_length
            answer.encode()
            assert "\0" not in answer
        assert answer is not None or not question.required


def codes(question: Any) -> st.SearchStrategy[str]:
    return st.sampled_from([choice.code for choice in question.choices] or ["on"])


@pytest.mark.parametrize(("language", "written"), [("en", "10,000"), ("de", "10.000")])
def test_length_error_writes_thousands_as_the_language_does(language: str, written: str) -> None:
    step = step_of(text("why", maxLength=10_000))
    with translation.override(language):
        form = StepForm(step=step, answers={}, data={"why": "x" * 21_000})
        [told] = form.errors["why"]
    assert written in told
    assert written.replace("10", "11") in told
