"""Importing an export changes nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from references.enums import EvidenceKind
from references.formats.export import EXPORT_FORMATS
from references.formats.parser import parse_pasted_works
from references.importing import plan
from references.library import downloads
from references.models import Reference
from tests.references.builders import make_reference, make_work
from tests.references.formats.works import WORKS

LIBRARIES = st.lists(st.tuples(WORKS, st.sampled_from(["", *EvidenceKind.values])), min_size=1, max_size=4)


@contextmanager
def library(works: list[tuple[dict[str, Any], str]]) -> Iterator[None]:
    """Fill the library with those of these works that are valid, and roll back at the end."""
    with transaction.atomic():
        for number, (work, kind) in enumerate(works):
            # The library stores the kind of evidence in a column; only exports have it here.
            custom = {name: part for name, part in work.get("custom", {}).items() if name != "evidence-kind"}
            reference = Reference(key=f"work{number}", csl={**work, "custom": custom}, evidence_kind=kind)
            try:
                reference.full_clean()
            except ValidationError:
                continue
            reference.save()
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("name", EXPORT_FORMATS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(works=LIBRARIES)
def test_importing_our_own_export_changes_nothing(name: str, works: list[tuple[dict[str, Any], str]]) -> None:
    with library(works):
        assume(Reference.objects.exists())
        text = "".join(EXPORT_FORMATS[name].write(downloads.export_for_editors(Reference.objects.all())))
        rows = list(plan.plan_rows(parse_pasted_works(text)))
        assert [(row.outcome, row.reason, row.changes) for row in rows] == [("matched", "", [])] * len(rows)
        assert len(rows) == Reference.objects.count()


@pytest.mark.django_db
@pytest.mark.parametrize("name", EXPORT_FORMATS)
def test_doi_in_a_note_is_not_read_as_the_doi_of_the_work(name: str) -> None:
    with library([({"type": "article-journal", "title": "Pain", "note": "10.1000/x"}, "")]):
        text = "".join(EXPORT_FORMATS[name].write(downloads.export_for_editors(Reference.objects.all())))
        assert [row.outcome for row in plan.plan_rows(parse_pasted_works(text))] == ["matched"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", EXPORT_FORMATS)
def test_similar_works_are_told_apart(name: str) -> None:
    for number in range(4):
        work = make_work(title="Editorial", volume=str(number), issued={"date-parts": [[2018 + number]]})
        make_reference(f"Editorial{number}", work=work)
    text = "".join(EXPORT_FORMATS[name].write(downloads.export_for_editors(Reference.objects.order_by("-pk"))))
    rows = list(plan.plan_rows(parse_pasted_works(text)))
    assert [(row.outcome, row.key) for row in rows] == [
        ("matched", f"editorial{number}2020") for number in (3, 2, 1, 0)
    ]
