"""Publishing a version of a questionnaire, and finding the one that is live."""

import json
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import Max

from intake import assessment
from intake.definition import Definition
from intake.json_object import canonical, digest
from intake.models import Questionnaire, QuestionnaireVersion


@transaction.atomic
def publish(*, slug: str, title: str, definition: dict[str, Any], is_default: bool = False) -> QuestionnaireVersion:
    """Make this definition the live version of the questionnaire at `slug`, which is made if there is none.

    What is live already stays as it is; a version that was live before becomes so again. Drafts and submissions keep
    the version they were made with. `is_default` makes it the one that answers at /eligibility/. Raises
    DefinitionError, and publishes nothing, if the definition does not hold together or a score has no licence.
    """
    assessment.check_scores(Definition.from_json(definition))
    questionnaire, _ = Questionnaire.objects.select_for_update().get_or_create(slug=slug, defaults={"title": title})
    version = version_of(questionnaire, definition)
    if is_default:
        Questionnaire.objects.filter(is_default=True).exclude(pk=questionnaire.pk).update(is_default=False)
    questionnaire.title = title
    questionnaire.is_default = questionnaire.is_default or is_default
    questionnaire.live_version = version
    questionnaire.save()
    return version


def version_of(questionnaire: Questionnaire, definition: dict[str, Any]) -> QuestionnaireVersion:
    """The version with exactly this definition; a new one if there is none."""
    fingerprint = digest(definition)
    if version := questionnaire.versions.filter(digest=fingerprint).first():
        return version
    latest = questionnaire.versions.aggregate(latest=Max("number"))["latest"] or 0
    return QuestionnaireVersion.objects.create(
        questionnaire=questionnaire,
        number=latest + 1,
        definition=json.loads(canonical(definition)),
        digest=fingerprint,
    )


def withdraw(*, slug: str) -> None:
    """Ask these questions of nobody new. Who has begun may finish, and nothing that was sent is touched."""
    Questionnaire.objects.filter(slug=slug).update(live_version=None)


def live(slug: str | None = None) -> QuestionnaireVersion | None:
    """The version that is live at `slug`, or at /eligibility/; None where no questions are asked just now."""
    where = {"slug": slug} if slug else {"is_default": True}
    questionnaire = Questionnaire.objects.select_related("live_version").filter(**where).first()
    return questionnaire.live_version if questionnaire else None


def definition_of(version: QuestionnaireVersion) -> Definition:
    """The definition, read once for each digest in a process: a version never changes."""
    return definition_with(version.digest)


@lru_cache(maxsize=64)
def definition_with(fingerprint: str) -> Definition:
    stored = QuestionnaireVersion.objects.filter(digest=fingerprint).values_list("definition", flat=True)
    return Definition.from_json(stored[0])
