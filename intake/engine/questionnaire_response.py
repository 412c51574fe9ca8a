"""A submission as a FHIR R4 QuestionnaireResponse: what was asked, under its linkIds, and what was answered.

https://hl7.org/fhir/R4/questionnaireresponse.html. Scores and suggestions are the clinic's own and are not part of it.
"""

import json
import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from intake.engine import routes
from intake.engine.conditions import Answers, to_decimal
from intake.engine.definition import Definition
from intake.engine.fhir_extensions import BASE
from intake.engine.json_object import Json
from intake.engine.questions import CHOICE_KINDS, TEXT_KINDS, Kind, Question

REFERENCE_SYSTEM = f"{BASE}submission-reference"
ISO_3166 = "urn:iso:std:iso:3166"
Codings = Mapping[tuple[str, str], dict[str, str]]  # of every option, by linkId and code

VALUE_KEYS = {
    **dict.fromkeys(TEXT_KINDS, "valueString"),
    Kind.YES_NO: "valueBoolean",
    Kind.CONSENT: "valueBoolean",
    Kind.WHOLE_NUMBER: "valueInteger",
    Kind.RATING: "valueInteger",
    Kind.NUMBER: "valueDecimal",
    Kind.DATE: "valueDate",
}


def build_questionnaire_response(
    definition: Definition,
    answers: Answers,
    *,
    questionnaire: Json,
    version: int,
    reference: str,
    authored: datetime,
    language: str,
    is_amended: bool = False,
) -> Json:
    """Return the resource as JSON data.

    `questionnaire` is the FHIR resource that `definition` was read from: codings are repeated as they stand in it.
    `authored` is aware of its time zone. `is_amended` says that an answer was corrected after sending.
    """
    codings = index_codings(questionnaire)
    return {
        "resourceType": "QuestionnaireResponse",
        "language": language,
        "identifier": {"system": REFERENCE_SYSTEM, "value": reference},
        "questionnaire": f"{definition.url}|{version}",
        "status": "amended" if is_amended else "completed",
        "authored": authored.isoformat(timespec="seconds"),
        "item": [
            {
                "linkId": step.link_id,
                "text": step.title,
                "item": [
                    build_response_item(question, answers.get(question.link_id), codings)
                    for question in step.answerable
                ],
            }
            for step in routes.get_asked_steps(definition, answers)
            if step.answerable
        ],
    }


def build_response_item(question: Question, answer: object, codings: Codings) -> Json:
    """Return the item of one question, without `answer` where it was left open."""
    item: Json = {"linkId": question.link_id, "text": question.text}
    if answer in (None, "", []):
        return item
    return {**item, "answer": list(build_answer_values(question, answer, codings))}


def build_answer_values(question: Question, answer: Any, codings: Codings) -> Iterator[Json]:
    if question.kind in CHOICE_KINDS:
        for code in answer if isinstance(answer, list) else [answer]:
            yield {"valueCoding": codings[question.link_id, code]}
    elif question.kind is Kind.COUNTRY:
        yield {"valueCoding": {"system": ISO_3166, "code": answer}}
    else:
        yield {VALUE_KEYS[question.kind]: to_decimal(answer) if question.kind is Kind.NUMBER else answer}


def serialize_resource(resource: Mapping[str, object]) -> str:
    """Return the resource as JSON text. Decimals keep their digits, as FHIR requires: 72.50 is not 72.5."""
    mark = secrets.token_hex(16)  # no answer contains it, so only decimals lose their quotation marks
    text = json.dumps(resource, ensure_ascii=False, indent=2, default=lambda decimal: f"{mark}{decimal:f}{mark}")
    return text.replace(f'"{mark}', "").replace(f'{mark}"', "")


def index_codings(questionnaire: Json) -> Codings:
    """Return the system, version, code and display of every option, by linkId and code."""
    return {
        (question["linkId"], option["valueCoding"]["code"]): {
            key: option["valueCoding"][key]
            for key in ("system", "version", "code", "display")
            if key in option["valueCoding"]
        }
        for step in questionnaire["item"]
        for question in step["item"]
        for option in question.get("answerOption", [])
    }
