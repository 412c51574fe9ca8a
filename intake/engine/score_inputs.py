"""Which questions feed which inputs of scores, and whether they can. Publishing checks this."""

from collections.abc import Iterator

from intake.engine.definition import Definition
from intake.engine.json_object import DefinitionError
from intake.engine.questions import Choice, Kind, Question
from intake.engine.satisfiability import can_be_asked_together
from intake.engine.scoring import RULES
from intake.engine.scoring.scoring_rule import Input, SomeOf, Truth, WholeNumber
from intake.engine.trial_values import TooManyCombinations

# The code of the option "I do not know" that the builder adds.
UNSURE_CODE = "unsure"
# Options with these codes stand for no answer, so they need no value: ours, and HL7's (data-absent-reason, NullFlavor).
UNKNOWN_CODES = {
    *(UNSURE_CODE, "unknown", "asked-unknown", "asked-declined", "not-asked", "not-applicable", "temp-unknown"),
    *("UNK", "ASKU", "NASK", "NAV", "NA", "NI"),
    "LA4489-6",  # LOINC: Unknown
}


def group_questions_by_input(score: str, definition: Definition) -> dict[str, tuple[Question, ...]]:
    """Return, by input of the score, the questions whose answers feed it, in order."""
    prefix = f"{score}."
    found: dict[str, tuple[Question, ...]] = {}
    for question in definition.questions():
        for target in dict.fromkeys(question.score_inputs):
            if target.startswith(prefix):
                name = target.removeprefix(prefix)
                found[name] = (*found.get(name, ()), question)
    return found


def check_score_inputs(definition: Definition) -> None:
    """Check that questions feed inputs that exist with values that these take, and one question at a time each input.

    Raises DefinitionError.
    """
    for question in definition.questions():
        for target in question.score_inputs:
            check_input_target(question, target, definition)
        check_counted_once(question)
    for name in definition.scores:
        for target, questions in group_questions_by_input(name, definition).items():
            check_exclusive_questions(f"{name}.{target}", questions, definition)


def check_input_target(question: Question, target: str, definition: Definition) -> None:
    """Check that the answers to the question are values of this input. Raises DefinitionError."""
    score, _, name = target.partition(".")
    if score not in definition.scores or name not in RULES[score].inputs:
        raise DefinitionError(question.path, f"{target!r} is not an input of a score of this questionnaire")
    kind = RULES[score].inputs[name]
    if question.kind is Kind.YES_NO:
        if isinstance(kind, SomeOf):
            raise DefinitionError(question.path, f"{target!r} needs a question with several answers, not yes or no")
        if isinstance(kind, WholeNumber) and (kind.lowest, kind.highest) != (0, 1):
            reason = f"{target!r} needs a whole number from {kind.lowest} to {kind.highest}, not yes or no"
            raise DefinitionError(question.path, reason)
    elif question.kind not in {Kind.ONE_OF, Kind.MANY_OF}:
        raise DefinitionError(question.path, "only choice and yes-or-no questions can be used for a score")
    elif isinstance(kind, SomeOf):
        check_choice_names(question, target, kind)
    elif question.kind is Kind.MANY_OF:
        raise DefinitionError(question.path, f"{target!r} takes one answer, but this question accepts several")
    else:
        check_ordinals(question, target, kind)


def check_counted_once(question: Question) -> None:
    """Check that an answer counts only once in each score. Raises DefinitionError."""
    scores: dict[str, str] = {}
    for target in question.score_inputs:
        score = target.partition(".")[0]
        if scores.setdefault(score, target) != target:
            reason = f"is used for {scores[score]!r} and {target!r}, so one answer would count twice"
            raise DefinitionError(question.path, reason)


def check_choice_names(question: Question, target: str, kind: SomeOf) -> None:
    """Check that each option is one of the names that the input takes. Raises DefinitionError."""
    if question.kind is not Kind.MANY_OF:
        raise DefinitionError(question.path, f"{target!r} needs a question with several answers, not one")
    for path, choice in locate_options(question):
        if not choice.exclusive and choice.code not in kind.names:
            raise DefinitionError(path, f"{target}: {choice.code!r} is not one of: {', '.join(kind.names)}")


def check_ordinals(question: Question, target: str, kind: Input) -> None:
    """Check that each option has a whole value in range, and that together they have every value.

    Options that stand for no answer need none. A rule is valid for the answers that it was made for: a total that
    nobody can reach would read as “negative”. Raises DefinitionError.
    """
    lowest, highest = (kind.lowest, kind.highest) if isinstance(kind, WholeNumber) else (0, 1)
    asked_for = f"{target}: must be a whole number from {lowest} to {highest}"
    if isinstance(kind, Truth):
        asked_for = f"{target}: must be 1 for true or 0 for false"
    values = set()
    for path, choice in locate_options(question):
        if choice.ordinal is None:
            if choice.code not in UNKNOWN_CODES:
                raise DefinitionError(path, f"{asked_for}; the option {choice.text!r} has no value")
            continue
        values.add(choice.ordinal)
        if choice.ordinal != int(choice.ordinal) or not lowest <= choice.ordinal <= highest:
            raise DefinitionError(path, f"{asked_for}, not {choice.ordinal}")
    if not values:
        raise DefinitionError(question.path, f"{asked_for}; no option has a value")
    if len(values) == 1:
        raise DefinitionError(
            question.path, f"{target}: every option has the value {values.pop()}, so the answer makes no difference"
        )
    if missing := [value for value in range(lowest, highest + 1) if value not in values]:
        offered = ", ".join(map(str, missing))
        raise DefinitionError(question.path, f"{target}: add options with these values: {offered}")


def locate_options(question: Question) -> Iterator[tuple[str, Choice]]:
    """Yield each option with its path."""
    for position, choice in enumerate(question.choices):
        yield f"{question.path}.answerOption[{position}]", choice


def check_exclusive_questions(target: str, questions: tuple[Question, ...], definition: Definition) -> None:
    """Check that of several questions that feed one input no two are asked of the same person.

    Raises DefinitionError, also if their conditions compare with too much to tell.
    """
    for position, later in enumerate(questions):
        for earlier in questions[:position]:
            try:
                is_shared = can_be_asked_together(definition, earlier, later)
            except TooManyCombinations as error:
                reason = f"is used for {target!r}, like {earlier.link_id!r}; their conditions are too complex to show"
                raise DefinitionError(later.path, f"{reason} that only one of the two is asked") from error
            if is_shared:
                reason = f"is used for {target!r}, like {earlier.link_id!r}, and one person can be asked both"
                raise DefinitionError(later.path, reason)
