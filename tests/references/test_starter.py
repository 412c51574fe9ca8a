import pytest
from django.contrib.auth.models import Group

import references.starter
from references.citations.evidence import STARTER_POPULATIONS
from references.enums import EvidenceKind
from references.models import Reference
from tests.references.builders import make_reference

pytestmark = pytest.mark.django_db


def test_readers_are_told_what_kind_of_evidence_each_work_is() -> None:
    references.starter.load_starter_works()
    works = {work.key: work for work in Reference.objects.all()}
    assert all(work.evidence_kind in EvidenceKind.values for work in works.values())
    assert (works["stegemann2023"].evidence_kind, works["stegemann2023"].population) == ("laboratory", "mice")
    assert works["jacobs2021"].population == "people with irritable bowel syndrome, from a clinical trial"
    assert [key for key, work in works.items() if work.conflict_of_interest] == ["efremov2024"]
    assert {work.population for work in works.values() if work.population} == set(STARTER_POPULATIONS)


def test_each_work_has_a_link_to_its_full_text_and_none_twice() -> None:
    references.starter.load_starter_works()
    for work in Reference.objects.all():
        addresses = [link.url for link in work.links]
        assert work.full_text_url in addresses, work.key
        assert len(addresses) == len(set(addresses)), work.key
        assert [link.url for link in work.links if link.name == "Full text"] == [work.full_text_url]


def test_records_are_stored_unchanged() -> None:
    references.starter.load_starter_works()
    given = [work["csl"] for work in references.starter.read_starter_works()]
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
