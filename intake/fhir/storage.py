"""Questionnaires of this site's database from and to FHIR: the only module of this room that uses the database.

A resource becomes a draft that the builder opens; nothing is published by that. A published version becomes a resource.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath

from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Locale

from intake.blueprints import decompiler
from intake.blueprints.blueprint import Blueprint
from intake.blueprints.compiler import compile_blueprint
from intake.blueprints.max_lengths import TITLE_LENGTH
from intake.engine.definition import Definition
from intake.engine.fhir_extensions import make_default_url
from intake.engine.json_object import DefinitionError, Json
from intake.engine.numbered_names import iter_numbered_names
from intake.fhir.conversion.converter import convert_questionnaire
from intake.fhir.definition_export import export_definition
from intake.fhir.findings import Finding, FindingOutcome
from intake.fhir.second_opinion import merge_second_opinion
from intake.fhir.validation.faults import Fault
from intake.models import Questionnaire, QuestionnaireVersion
from intake.questionnaires import publishing
from intake.questionnaires.differences import describe_differences
from intake.questionnaires.locales import find_nearest_locale

OWN_URL = make_default_url("")
MAX_SLUG_LENGTH = 44  # leaves room for a number behind it
FALLBACK_SLUG = "questionnaire"


@dataclass(frozen=True)
class PreparedImport:
    """A draft that is not saved yet; without a blueprint if nothing can be imported."""

    findings: tuple[Finding, ...]
    blueprint: Blueprint | None = None
    locale: Locale | None = None


def prepare_import(resource: object, *, file_name: str, second_opinion: Iterable[Fault] = ()) -> PreparedImport:
    """Convert a resource to the blocks of a draft. Never raises, whatever JSON data the resource is.

    Reads the database for a free slug and for the site's languages, and writes nothing. `second_opinion` is what
    `validation.schema` finds in the resource.
    """
    slug = find_free_slug(resource, file_name)
    conversion = convert_questionnaire(resource, slug=slug)
    definition = conversion.definition
    if definition is None:
        return PreparedImport(conversion.findings)
    findings = list(merge_second_opinion(conversion.findings, second_opinion))
    language = definition["questionnaire"].get("language", "en")
    locale = find_nearest_locale(language)
    if locale.language_code != language:
        reason = (
            f"was changed to {locale.language_code!r}, the nearest language of the site; the texts were not translated"
        )
        findings.append(Finding(FindingOutcome.CHANGED, "language", reason))
        in_language = definition["questionnaire"] | {"language": locale.language_code}
        definition = definition | {"questionnaire": in_language}
    try:
        blueprint = decompiler.decompile_definition(definition, slug=slug)
    except DefinitionError as error:
        return PreparedImport((*findings, Finding(FindingOutcome.REFUSED, error.path, error.reason)))
    findings += find_builder_losses(definition, blueprint)
    return PreparedImport(tuple(findings), replace(blueprint, title=blueprint.title[:TITLE_LENGTH]), locale)


@transaction.atomic
def save_import(prepared_import: PreparedImport) -> Questionnaire:
    """Save a draft, which is live nowhere. Raises ValueError if nothing can be imported."""
    blueprint, locale = prepared_import.blueprint, prepared_import.locale
    if blueprint is None or locale is None:
        raise ValueError("There is nothing to save.")
    questionnaire = publishing.create_questionnaire(blueprint.slug, blueprint.title, locale)
    questionnaire.load_blueprint(blueprint)
    questionnaire.save()
    questionnaire.save_revision(clean=False)
    return questionnaire


def find_free_slug(resource: object, file_name: str) -> str:
    """Return a slug that no questionnaire has, with a number behind it if need be.

    It is the slug that the resource had on a site like this one; else it is made from the title, or else from the name
    of the file.
    """
    head = resource if isinstance(resource, dict) else {}
    url, title = (value if isinstance(value, str) else "" for value in (head.get("url"), head.get("title")))
    own = url.removeprefix(OWN_URL) if url.startswith(OWN_URL) else ""
    wanted = slugify(own) or slugify(title) or slugify(PurePath(file_name).stem)
    stem = wanted[:MAX_SLUG_LENGTH].strip("-_") or FALLBACK_SLUG
    taken = set(Questionnaire.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for slug in iter_numbered_names(stem) if slug not in taken)


def find_builder_losses(definition: Json, blueprint: Blueprint) -> Iterator[Finding]:
    """Yield what of a definition the builder has no field for, so that the draft has lost it."""
    built = Definition.from_json(compile_blueprint(blueprint).definition)
    for sentence in describe_differences(Definition.from_json(definition), built):
        yield Finding(FindingOutcome.CHANGED, "", sentence)


def export_version(version: QuestionnaireVersion) -> Json:
    """Return a published version as a FHIR R4 Questionnaire: `retired` once another version is live."""
    questionnaire = version.questionnaire
    return export_definition(
        version.definition,
        version=version.number,
        published=version.published_at,
        is_live=questionnaire.live_version_id == version.pk,
        language=questionnaire.locale.language_code,
    )
