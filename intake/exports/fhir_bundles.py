"""Writes a FHIR R4 Bundle of the type `collection`, one QuestionnaireResponse after another.

https://hl7.org/fhir/R4/bundle.html
"""

from collections.abc import Iterable

from django.utils import timezone

from intake.encryption.sealed_stream import Write
from intake.engine.questionnaire_response import build_questionnaire_response, serialize_resource
from intake.exports.opening import OpenRow
from intake.questionnaires import publishing


class FhirBundle:
    def __init__(self, write: Write) -> None:
        self.write = write
        self.has_entries = False
        made_at = timezone.now().isoformat(timespec="seconds")
        self.write(f'{{"resourceType":"Bundle","type":"collection","timestamp":"{made_at}","entry":['.encode())

    def build_row(self, row: OpenRow) -> str:
        return serialize_resource({"fullUrl": f"urn:uuid:{row.submission.pk}", "resource": build_resource(row)})

    def write_rows(self, entries: Iterable[str]) -> None:
        for entry in entries:
            separator = ",\n" if self.has_entries else "\n"
            self.write((separator + entry).encode(errors="replace"))
            self.has_entries = True

    def close(self) -> None:
        self.write(b"\n]}\n")


def build_resource(row: OpenRow) -> dict[str, object]:
    """Return the answers as FHIR. A consent that was withdrawn is one that is not given."""
    submission = row.submission
    return build_questionnaire_response(
        publishing.get_definition(submission.version),
        {**row.answers, **dict.fromkeys(row.withdrawn, False)},
        questionnaire=submission.version.definition["questionnaire"],
        version=submission.version.number,
        reference=submission.reference,
        authored=submission.received_at,
        language=submission.language,
        is_amended=row.is_corrected or bool(row.withdrawn),
    )
