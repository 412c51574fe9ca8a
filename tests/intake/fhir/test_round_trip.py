"""An export is valid FHIR, and importing and publishing it gives the same definition."""

import copy
from datetime import UTC, datetime

import pytest
from hypothesis import given

from intake.engine import fhir_extensions
from intake.engine.definition import Definition
from intake.engine.json_object import Json, to_canonical_json
from intake.fhir import storage
from intake.fhir.conversion.converter import convert_questionnaire
from intake.fhir.definition_export import DEFINITION_EXTENSION, export_definition
from intake.fhir.validation import schema
from intake.fhir.validation.questionnaire import find_faults
from intake.models import Questionnaire
from intake.questionnaires import publishing
from tests.intake.definitions import group, made_of, starter, yes_no
from tests.intake.random_questionnaires import definitions


def export(definition: Json) -> Json:
    at = datetime(2026, 11, 22, 12, tzinfo=UTC)
    return export_definition(definition, version=3, published=at, is_live=True, language="en")


def test_starter_survives_export_and_import() -> None:
    resource = export(starter())

    assert (resource["version"], resource["status"], resource["date"]) == ("3", "active", "2026-11-22T12:00:00+00:00")
    assert resource["item"] == starter()["questionnaire"]["item"]
    assert to_canonical_json(convert_questionnaire(resource, slug="x").definition) == to_canonical_json(starter())


def test_export_of_the_starter_is_valid_fhir() -> None:
    assert find_faults(export(starter())) == []
    assert schema.find_schema_faults(export(starter())) == []


@given(definition=definitions())
def test_random_definition_survives_export_and_import(definition: Json) -> None:
    resource = export(definition)

    assert to_canonical_json(convert_questionnaire(resource, slug="x").definition) == to_canonical_json(definition)
    assert find_faults(resource) == []
    assert schema.find_schema_faults(resource) == []


def without_consents(definition: Json) -> Json:
    """Return the definition with consents as plain yes-or-no questions: their terms are not in the FHIR items."""
    plain: Json = copy.deepcopy(definition | {"consents": []})
    for step in plain["questionnaire"]["item"]:
        for item in step["item"]:
            item["extension"] = [node for node in item.get("extension", []) if node["url"] != fhir_extensions.CONSENT]
    return plain


@given(definition=definitions())
def test_items_are_imported_without_our_extension(definition: Json) -> None:
    conversion = convert_questionnaire(definition["questionnaire"], slug="x")

    assert conversion.definition is not None
    plain = Definition.from_json(without_consents(definition))
    assert Definition.from_json(conversion.definition).steps == plain.steps
    assert [finding for finding in conversion.findings if finding.outcome == "refused"] == []


def test_edited_export_is_converted_as_any_other_file() -> None:
    resource = export(starter())
    resource["item"] = [group("step", yes_no("other"))]
    conversion = convert_questionnaire(resource, slug="x")

    assert conversion.definition is not None
    assert conversion.definition["scores"] == []
    assert conversion.findings[0].path == "extension"
    assert conversion.findings[0].reason.startswith("was exported from this site and changed since (")


@pytest.mark.parametrize("value", ["", "[]", "{", "[" * 5000, '{"head": []}'])
def test_invalid_content_of_our_extension_is_left_out(value: str) -> None:
    resource = made_of(group("step", yes_no("a")))["questionnaire"]
    resource["extension"] = [{"url": DEFINITION_EXTENSION, "valueString": value}]
    conversion = convert_questionnaire(resource, slug="x")

    assert conversion.definition is not None
    assert [f.reason for f in conversion.findings if f.path == "extension"] == ["left out"]


@pytest.mark.django_db
def test_imported_version_has_the_same_digest_at_another_site() -> None:
    version = publishing.publish_definition(slug="eligibility", title="Can the clinic help me?", definition=starter())
    resource = storage.export_version(version)
    Questionnaire.objects.update(live_version=None)
    version.delete()
    version.questionnaire.delete()

    draft = storage.save_import(storage.prepare_import(resource, file_name="x.json"))
    draft.get_latest_revision().publish()
    draft.refresh_from_db()
    assert draft.live_version is not None
    assert (draft.slug, draft.live_version.digest) == ("eligibility", version.digest)


@pytest.mark.django_db
def test_import_with_a_taken_slug_differs_only_in_name() -> None:
    version = publishing.publish_definition(slug="eligibility", title="Can the clinic help me?", definition=starter())
    draft = storage.save_import(storage.prepare_import(storage.export_version(version), file_name="x.json"))
    draft.get_latest_revision().publish()
    draft.refresh_from_db()

    assert draft.live_version is not None
    again = draft.live_version.definition
    assert again["questionnaire"].pop("name") == "Eligibility2"
    assert again["questionnaire"].items() <= starter()["questionnaire"].items()
    assert {**again, "questionnaire": None} == {**starter(), "questionnaire": None}


@pytest.mark.django_db
def test_replaced_version_is_exported_as_retired() -> None:
    first = publishing.publish_definition(slug="one", title="One", definition=made_of(group("s", yes_no("a"))))
    publishing.publish_definition(slug="one", title="One", definition=made_of(group("s", yes_no("b"))))
    first.questionnaire.refresh_from_db()

    assert storage.export_version(first)["status"] == "retired"
