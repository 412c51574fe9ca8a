"""The questionnaire as data: a FHIR R4 Questionnaire with our rules beside it, read into frozen objects.

    {"questionnaire": <FHIR R4 Questionnaire>, "scores": ["acr2016"], "rules": [...], "consents": [...], "cases": [...]}

A top-level `group` item is a step; the items in it are its questions. A definition that was read is valid: every linkId
is used once, every condition points back at a question that is asked before, and every rule compares something that
exists.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from intake.engine import eligibility, questionnaire_items
from intake.engine.conditions import ALWAYS, AnswerTo, Comparison, ScoreValue, is_number, list_compared_questions
from intake.engine.eligibility import Case, Rule
from intake.engine.json_object import DefinitionError, JsonObject, to_canonical_json
from intake.engine.questions import (
    CHOICE_KINDS,
    COUNTRY_CODE,
    NUMBER_KINDS,
    Consent,
    Kind,
    Question,
    Step,
)


@dataclass(frozen=True)
class Definition:
    url: str
    title: str
    language: str
    steps: tuple[Step, ...]
    scores: tuple[str, ...]
    rules: tuple[Rule, ...]
    consents: tuple[Consent, ...]
    cases: tuple[Case, ...] = ()
    # Derived from `steps`: the questions by linkId.
    _questions: dict[str, Question] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_questions", {question.link_id: question for question in self.questions()})

    @classmethod
    def from_json(cls, value: object) -> "Definition":
        """Read and check a definition. Raises DefinitionError with the first fault and its path."""
        check_storable(value)
        root = JsonObject.of(value, "")
        questionnaire = root.get_object("questionnaire")
        if questionnaire.get_text("resourceType") != "Questionnaire":
            raise questionnaire.make_error("resourceType", "must be Questionnaire")
        consents = tuple(questionnaire_items.read_consent(node) for node in root.iter_objects("consents"))
        definition = cls(
            url=questionnaire.get_text("url"),
            title=questionnaire.get_text("title"),
            language=questionnaire.get_text("language", "en"),
            steps=questionnaire_items.read_steps(questionnaire, {consent.purpose: consent for consent in consents}),
            scores=root.get_texts("scores"),
            rules=eligibility.read_rules(tuple(root.iter_objects("rules"))),
            consents=consents,
            cases=tuple(Case.from_json(node) for node in root.iter_objects("cases")),
        )
        check_conditions(definition.steps)
        check_consents(definition)
        check_rules(definition)
        check_case_answers(definition)
        return definition

    @property
    def has_fixed_steps(self) -> bool:
        """Whether everybody is asked the same steps, so that "step 3 of 12" stays true."""
        return all(
            step.condition == ALWAYS and any(question.condition == ALWAYS for question in step.questions)
            for step in self.steps
        )

    def questions(self) -> Iterator[Question]:
        """Yield every question in order, whatever its condition."""
        for step in self.steps:
            yield from step.questions

    def question(self, link_id: str) -> Question:
        """Return the question with this linkId. Raises KeyError if there is none."""
        return self._questions[link_id]

    def step(self, link_id: str) -> Step | None:
        return next((step for step in self.steps if step.link_id == link_id), None)


def check_storable(value: object) -> None:
    """Check that this is JSON that every database keeps as it is. Raises DefinitionError."""
    try:
        text = to_canonical_json(value)
    except (TypeError, ValueError, RecursionError) as error:
        raise DefinitionError("", "is JSON that cannot be stored") from error
    if rb"\u0000" in text:
        raise DefinitionError("", "contains a NUL character, which cannot be stored")


def check_conditions(steps: tuple[Step, ...]) -> None:
    """Check that each condition points at a question that is asked before it, and compares with a possible answer.

    Raises DefinitionError.
    """
    questions = {question.link_id: question for step in steps for question in step.questions}
    nodes: dict[str, Step | Question] = {}
    depends_on: dict[str, set[str]] = {}
    for step in steps:
        nodes[step.link_id] = step
        depends_on[step.link_id] = set(list_compared_questions(step.condition))
        for question in step.questions:
            nodes[question.link_id] = question
            depends_on[question.link_id] = {step.link_id, *list_compared_questions(question.condition)}

    order = {link_id: position for position, link_id in enumerate(nodes)}
    for link_id, node in nodes.items():
        path = f"{node.path}.enableWhen"
        for comparison in node.condition.comparisons():
            check_answerable(comparison, questions, path)
        # Somewhere a circle points forward, from its first node at that. So conditions that point back need no look.
        ahead = [subject for subject in list_compared_questions(node.condition) if order[subject] >= order[link_id]]
        if ahead and has_circular_dependency(link_id, depends_on):
            raise DefinitionError(path, f"{link_id!r} depends on itself: its conditions form a circle")
        for subject in ahead:
            raise DefinitionError(path, f"refers to {subject!r}, which is asked later")


def has_circular_dependency(link_id: str, depends_on: dict[str, set[str]]) -> bool:
    """Return whether a step or question depends on itself, by way of others."""
    seen: set[str] = set()
    ahead = list(depends_on[link_id])
    while ahead:
        other = ahead.pop()
        if other == link_id:
            return True
        if other not in seen:
            seen.add(other)
            ahead += depends_on.get(other, ())
    return False


def check_answerable(comparison: Comparison, questions: dict[str, Question], path: str) -> None:
    """Check that the compared question exists and can be answered as compared. Raises DefinitionError at `path`."""
    if not isinstance(comparison.subject, AnswerTo):
        return
    question = questions.get(comparison.subject.question)
    if question is None or not question.is_answerable:
        raise DefinitionError(
            path, f"refers to {comparison.subject.question!r}, which is not a question of this questionnaire"
        )
    if comparison.operator == "exists":
        return
    if question.kind in NUMBER_KINDS:
        if not is_number(comparison.value):
            raise DefinitionError(path, f"compare {question.link_id!r} with a number")
        return
    if comparison.operator not in {"=", "!="}:
        raise DefinitionError(path, f"{comparison.operator} needs a question whose answer is a number")
    if question.kind in CHOICE_KINDS and comparison.value not in question.choice_by_code:
        raise DefinitionError(path, f"{question.link_id!r} has no option {comparison.value!r}")
    if question.kind is Kind.COUNTRY and not is_country(comparison.value):
        raise DefinitionError(path, f"compare {question.link_id!r} with a country code of two letters, for example DE")
    if question.kind in {Kind.YES_NO, Kind.CONSENT} and not isinstance(comparison.value, bool):
        raise DefinitionError(path, f"compare {question.link_id!r} with true or false")


def is_country(value: object) -> bool:
    return isinstance(value, str) and bool(COUNTRY_CODE.fullmatch(value))


def check_consents(definition: Definition) -> None:
    """Check that each consent is asked for by exactly one item, which agrees with it. Raises DefinitionError."""
    asked = {question.link_id: question for question in definition.questions() if question.consent}
    for position, consent in enumerate(definition.consents):
        question = asked.pop(consent.link_id, None)
        if question is None or question.consent != consent:
            raise DefinitionError(f"consents[{position}].linkId", f"{consent.link_id!r} does not ask for this consent")
        if question.required != consent.required:
            raise DefinitionError(f"consents[{position}].required", "differs from the item that asks for it")
    if asked:
        raise DefinitionError("consents", f"asked for more than once: {', '.join(sorted(asked))}")


def check_rules(definition: Definition) -> None:
    """Check that rules compare what exists, and that only plain facts lead out of scope. Raises DefinitionError."""
    questions = {question.link_id: question for question in definition.questions()}
    for position, rule in enumerate(definition.rules):
        path = f"rules[{position}].if"
        for comparison in rule.condition.comparisons():
            check_answerable(comparison, questions, path)
            if isinstance(comparison.subject, ScoreValue) and comparison.subject.score not in definition.scores:
                raise DefinitionError(
                    path, f"refers to the score {comparison.subject.score!r}, which is not in `scores`"
                )
            if rule.outcome == eligibility.NOT_FOR_THIS_CLINIC and not is_plain_scope_fact(comparison, questions):
                raise DefinitionError(path, "only a scope fact can lead to the outcome “Not for this clinic”")


def is_plain_scope_fact(comparison: Comparison, questions: dict[str, Question]) -> bool:
    return isinstance(comparison.subject, AnswerTo) and questions[comparison.subject.question].is_scope_fact


def check_case_answers(definition: Definition) -> None:
    """Check that test cases answer existing questions with possible answers. Raises DefinitionError."""
    questions = {question.link_id: question for question in definition.questions()}
    for position, case in enumerate(definition.cases):
        for link_id, answer in case.answers.items():
            path = f"cases[{position}].answers.{link_id}"
            if link_id not in questions or not questions[link_id].is_answerable:
                raise DefinitionError(path, f"{link_id!r} is not a question of this questionnaire")
            if not is_possible_answer(questions[link_id], answer):
                raise DefinitionError(path, f"{answer!r:.60} is not a possible answer to {link_id!r}")


def is_possible_answer(question: Question, answer: object) -> bool:
    if question.kind in {Kind.YES_NO, Kind.CONSENT}:
        return isinstance(answer, bool)
    if question.kind in NUMBER_KINDS:
        return is_number(answer) and question.bounds.lowest <= answer <= question.bounds.highest
    if question.kind is Kind.MANY_OF:
        return isinstance(answer, list) and all(
            isinstance(code, str) and code in question.choice_by_code for code in answer
        )
    if question.kind is Kind.ONE_OF:
        return isinstance(answer, str) and answer in question.choice_by_code
    if question.kind is Kind.COUNTRY:
        return is_country(answer)
    return isinstance(answer, str)
