"""The columns of a table of submissions: what stands in clear, the scores, and a column for each question.

Versions of a questionnaire share the column of a question that they share, and so do its translations. Where several
questionnaires are in one export, the headings name which.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from intake.answers import answer_presentation
from intake.engine.definition import Definition
from intake.engine.json_object import DefinitionError
from intake.engine.questions import NUMBER_KINDS, Kind, Question
from intake.engine.scoring import RULES
from intake.exports.opening import OpenRow
from intake.models import Export, QuestionnaireVersion, Submission
from intake.questionnaires import publishing

Cell = str | int | float
# An answer as it stands in a cell.
Format = Callable[[Any], Cell]
WITHDRAWN = "withdrawn"

CLEAR_HEADINGS = (
    "reference",
    "received_at",
    "questionnaire",
    "version",
    "language",
    "state",
    "suggested_outcome",
    "urgency",
    "spam_signals",
    "corrected_by_patient",
)


@dataclass(frozen=True)
class Table:
    headings: tuple[str, ...]
    # Of each version: in which column the answer to a question stands, and how.
    places: Mapping[int, Mapping[str, tuple[int, Format]]]
    # In which column a value of a score stands.
    score_places: Mapping[str, Mapping[str, int]]
    slugs: Mapping[int, str]

    def build_cells(self, row: OpenRow) -> list[Cell]:
        cells: list[Cell] = [""] * len(self.headings)
        cells[: len(CLEAR_HEADINGS)] = self.build_clear_cells(row)
        for score in row.assessment["scores"]:
            places = self.score_places.get(score["rule"], {})
            for name, value in {"result": score["result"], **score["values"]}.items():
                if name in places and value is not None:
                    cells[places[name]] = format_value(value)
        places_of_answers = self.places[row.submission.version_id]
        for link_id, answer in row.answers.items():
            if link_id in places_of_answers and answer is not None:
                column, write = places_of_answers[link_id]
                cells[column] = write(answer)
        for link_id in row.withdrawn & places_of_answers.keys():
            cells[places_of_answers[link_id][0]] = WITHDRAWN
        return cells

    def build_clear_cells(self, row: OpenRow) -> list[Cell]:
        submission = row.submission
        return [
            submission.reference,
            submission.received_at.astimezone(UTC).isoformat(timespec="seconds"),
            self.slugs[submission.version_id],
            submission.version.number,
            submission.language,
            submission.state,
            submission.outcome,
            submission.urgency,
            submission.doubts,
            "true" if row.is_corrected else "",
        ]


def load_versions(export: Export) -> dict[int, QuestionnaireVersion]:
    """Return the versions that the submissions of an export were made with, those that are as they were published."""
    ids = Submission.objects.filter(exports__export=export).order_by().values("version_id").distinct()
    found = QuestionnaireVersion.objects.filter(pk__in=ids).select_related("questionnaire")
    usable = {}
    for version in found.order_by("questionnaire__slug", "-number", "pk"):
        try:
            publishing.get_definition(version)
        except DefinitionError:
            continue
        usable[version.pk] = version
    return usable


def build_table(versions: Iterable[QuestionnaireVersion], *, in_words: bool) -> Table:
    """Return the columns for these versions. The first says how a question that several share is headed."""
    versions = list(versions)
    has_several = len({version.questionnaire.slug for version in versions}) > 1
    headings = [*CLEAR_HEADINGS]
    score_places: dict[str, dict[str, int]] = {}
    for rule in dict.fromkeys(rule for version in versions for rule in publishing.get_definition(version).scores):
        names = RULES[rule].outputs if rule in RULES else ["result"]
        score_places[rule] = {name: len(headings) + position for position, name in enumerate(names)}
        headings += [f"{rule}.{name}" for name in names]
    columns: dict[tuple[str, str], int] = {}
    places: dict[int, dict[str, tuple[int, Format]]] = {}
    for version in versions:
        slug = version.questionnaire.slug
        places[version.pk] = {}
        for question in list_questions(publishing.get_definition(version)):
            key = (slug, question.link_id)
            if key not in columns:
                columns[key] = len(headings)
                name = f"{slug}/{question.link_id}" if has_several else question.link_id
                headings.append(f"{name}: {question.label}")
            places[version.pk][question.link_id] = (columns[key], choose_format(question, in_words=in_words))
    slugs = {version.pk: version.questionnaire.slug for version in versions}
    return Table(tuple(headings), places, score_places, slugs)


def list_questions(definition: Definition) -> list[Question]:
    return [question for question in definition.questions() if question.is_answerable]


def choose_format(question: Question, *, in_words: bool) -> Format:
    """Return how answers to a question are written: in the words that were offered, or as codes."""
    if question.kind in NUMBER_KINDS:
        return format_number
    if not in_words:
        return CODE_FORMATS.get(question.kind, str)
    if question.kind is Kind.ONE_OF:
        texts = {choice.code: choice.text for choice in question.choices}
        return lambda answer: texts[answer]
    if question.kind is Kind.MANY_OF:
        texts = {choice.code: choice.text for choice in question.choices}
        return lambda answer: "; ".join(texts[code] for code in answer)
    if question.kind in {Kind.YES_NO, Kind.CONSENT, Kind.DATE, Kind.COUNTRY}:
        return lambda answer: answer_presentation.format_answer(question, answer)
    return str


def format_number(answer: Any) -> Cell:
    """Return a number as a number. One with decimals keeps its digits as text: 72.50 is not 72.5."""
    return answer if isinstance(answer, int) else str(answer)


def format_truth(answer: bool) -> Cell:
    return "true" if answer else "false"


def join_codes(answer: list[str]) -> Cell:
    return "; ".join(answer)


def format_value(value: Any) -> Cell:
    """Return a value of a score."""
    if isinstance(value, bool):
        return format_truth(value)
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return value if isinstance(value, (int, float)) else str(value)


CODE_FORMATS: Mapping[Kind, Format] = {
    Kind.YES_NO: format_truth,
    Kind.CONSENT: format_truth,
    Kind.MANY_OF: join_codes,
}
