"""A published version as other programs get it."""

from typing import Any

from intake.fhir.exporting import export_definition
from intake.models import QuestionnaireVersion


def export_version(version: QuestionnaireVersion) -> dict[str, Any]:
    """Its FHIR R4 Questionnaire: `retired` once another version is live."""
    questionnaire = version.questionnaire
    return export_definition(
        version.definition,
        version=version.number,
        published=version.published_at,
        is_live=questionnaire.live_version_id == version.pk,
        language=questionnaire.locale.language_code,
    )
