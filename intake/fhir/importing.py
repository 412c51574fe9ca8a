"""Keeps what another program exported as a draft that the builder opens. Nothing is published."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Locale

from intake.blueprints import decompiler
from intake.blueprints.blueprint import Blueprint
from intake.blueprints.compiler import compile_blueprint
from intake.engine import questionnaire_items
from intake.engine.definition import Definition, DefinitionError
from intake.fhir import item_tree
from intake.fhir.converter import convert_questionnaire
from intake.fhir.findings import Finding, FindingOutcome
from intake.fhir.validation import Fault
from intake.models import Questionnaire
from intake.questionnaires import publishing
from intake.questionnaires.differences import describe_differences

OWN_URL = f"{questionnaire_items.BASE}Questionnaire/"
MAX_SLUG_LENGTH = 44  # leaves room for a number behind it
MAX_TITLE_LENGTH = 200


@dataclass(frozen=True)
class PreparedImport:
    """What would become a draft; without a blueprint if nothing can be imported."""

    findings: tuple[Finding, ...]
    blueprint: Blueprint | None = None
    locale: Locale | None = None


def prepare_import(resource: Any, *, file_name: str, second_opinion: Iterable[Fault] = ()) -> PreparedImport:
    """Reads the database for a free address and for its languages, and writes nothing. Never raises for the resource.

    `second_opinion` is what `structure` has to say of it.
    """
    slug = find_free_slug(resource, file_name)
    conversion = convert_questionnaire(resource, slug=slug)
    definition = conversion.definition
    if definition is None:
        return PreparedImport(conversion.findings)
    findings = list(merge_second_opinion(conversion.findings, second_opinion))
    language = definition["questionnaire"].get("language", "en")
    locale = find_locale(language)
    if locale.language_code != language:
        reason = f"is {locale.language_code!r} here, the nearest language of the site: its words are as they were"
        findings.append(Finding(FindingOutcome.CHANGED, "language", reason))
        in_language = definition["questionnaire"] | {"language": locale.language_code}
        definition = definition | {"questionnaire": in_language}
    try:
        blueprint = decompiler.decompile_definition(definition, slug=slug)
    except DefinitionError as error:
        return PreparedImport((*findings, Finding(FindingOutcome.REFUSED, error.path, error.reason)))
    findings += find_builder_losses(definition, blueprint)
    return PreparedImport(tuple(findings), replace(blueprint, title=blueprint.title[:MAX_TITLE_LENGTH]), locale)


@transaction.atomic
def save_import(prepared_import: PreparedImport) -> Questionnaire:
    """The draft, which is live nowhere. ValueError if nothing could be imported."""
    blueprint, locale = prepared_import.blueprint, prepared_import.locale
    if blueprint is None or locale is None:
        raise ValueError("There is nothing to keep.")
    questionnaire = publishing.create_questionnaire(blueprint.slug, blueprint.title, locale)
    questionnaire.load_blueprint(blueprint)
    questionnaire.save()
    questionnaire.save_revision(clean=False)
    return questionnaire


def find_free_slug(resource: Any, file_name: str) -> str:
    """Its own, if it comes from a site like this; else from its title, or else from the name of the file.

    With a number behind it if that is taken.
    """
    head = resource if isinstance(resource, dict) else {}
    url, title = (value if isinstance(value, str) else "" for value in (head.get("url"), head.get("title")))
    own = url.removeprefix(OWN_URL) if url.startswith(OWN_URL) else ""
    wanted = slugify(own) or slugify(title) or slugify(PurePath(file_name).stem)
    stem = wanted[:MAX_SLUG_LENGTH].strip("-_") or "questionnaire"
    taken = set(Questionnaire.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def find_locale(language: str) -> Locale:
    """The site's language of that name, or of the same tongue, or its first."""
    codes = (language, language.partition("-")[0].lower())
    found = (Locale.objects.filter(language_code=code).first() for code in codes)
    return next((locale for locale in found if locale), None) or publishing.get_locale(language)


def merge_second_opinion(findings: Iterable[Finding], second_opinion: Iterable[Fault]) -> Iterator[Finding]:
    """The findings, and what only the second opinion knows; what is at fault so is not said to be kept as it was."""
    findings = list(findings)
    told = {finding.path for finding in findings if finding.outcome is not FindingOutcome.KEPT}
    further = [fault for fault in second_opinion if not is_reported(fault.path, told)]
    changed = {item_tree.get_item_path(fault.path) for fault in further} - {""}
    yield from (f for f in findings if f.outcome is not FindingOutcome.KEPT or f.path not in changed)
    for fault in further:
        yield Finding(
            FindingOutcome.CHANGED,
            fault.path,
            f"breaks FHIR's letter and was read all the same: {fault.reason}",
            fault.rule,
        )


def is_reported(path: str, told: set[str]) -> bool:
    """Whether something was said of this place, or of one that it stands in."""
    while path:
        if path in told:
            return True
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return "" in told


def find_builder_losses(definition: dict[str, Any], blueprint: Blueprint) -> Iterator[Finding]:
    built = Definition.from_json(compile_blueprint(blueprint).definition)
    for sentence in describe_differences(Definition.from_json(definition), built):
        yield Finding(FindingOutcome.CHANGED, "", sentence)
