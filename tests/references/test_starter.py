import json

import pytest
from django.contrib.auth.models import Group

import references.starter
from references.models import Reference
from tests.references.builders import make_reference

pytestmark = pytest.mark.django_db


def test_four_works_are_loaded() -> None:
    references.starter.load_starter_works()
    works = {
        work.key: (work.evidence_kind, work.population, bool(work.conflict_of_interest))
        for work in Reference.objects.all()
    }
    assert works == {
        "stegemann2023": ("laboratory", "Mice", False),
        "efremov2024": ("narrative-review", "", True),
        "kalisch2024": ("narrative-review", "", False),
        "jacobs2021": ("cohort", "People with irritable bowel syndrome, from a clinical trial", False),
    }


def test_records_are_stored_unchanged() -> None:
    references.starter.load_starter_works()
    given = [work["csl"] for work in json.loads(references.starter.STARTER_FILE.read_text(encoding="utf-8"))]
    assert [Reference.objects.get(key=work["id"]).csl for work in given] == given


def test_library_in_use_is_not_changed() -> None:
    make_reference()
    references.starter.load_starter_works()
    assert [work.key for work in Reference.objects.all()] == ["gray2020"]


def test_editors_may_add_change_and_delete_works() -> None:
    references.starter.load_starter_works()
    for name in ("Editors", "Moderators"):
        codenames = Group.objects.get(name=name).permissions.filter(content_type__app_label="references")
        expected = {"add_reference", "change_reference", "delete_reference"}
        assert {permission.codename for permission in codenames} == expected
