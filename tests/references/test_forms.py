from typing import Any

import pytest

from references.admin.forms import ReferenceForm, shown
from references.models import Reference
from tests.references.builders import make_reference, make_work

pytestmark = pytest.mark.django_db


def form_of(reference: Reference | None = None, **changes: str) -> ReferenceForm:
    data = {"key": "gray2020", "evidence_kind": "", "population": "", "conflict_of_interest": ""}
    data |= shown(reference.csl if reference else {}) | ({"key": reference.key} if reference else {})
    return ReferenceForm({**data, **changes}, instance=reference)


def saved(form: ReferenceForm) -> dict[str, Any]:
    assert form.is_valid(), form.errors
    return form.save().csl


def test_a_typed_work_becomes_csl() -> None:
    work = saved(
        form_of(
            work_title="Findings",
            author_lines="Gray, Ann B.\nWorld Health Organization\n\n",
            container_title="Journal of Examples",
            work_issued="2020-03",
            work_volume="7",
            work_doi="https://doi.org/10.1000/ABC",
        )
    )
    assert work == {
        "id": "gray2020",
        "type": "article-journal",
        "title": "Findings",
        "author": [{"family": "Gray", "given": "Ann B."}, {"literal": "World Health Organization"}],
        "container-title": "Journal of Examples",
        "issued": {"date-parts": [[2020, 3]]},
        "volume": "7",
        "DOI": "10.1000/abc",
    }


def test_saving_unchanged_changes_nothing() -> None:
    author = {"family": "Berg", "given": "Jan", "non-dropping-particle": "van den", "suffix": "Jr"}
    work = make_work(author=[author], abstract="Kept.", DOI="10.1000/ABC", id="gray2020")
    reference = make_reference(work=work)
    assert saved(form_of(reference)) == work


def test_only_what_was_changed_is_written() -> None:
    reference = make_reference(work=make_work(abstract="Kept.", id="gray2020"))
    assert saved(form_of(reference, work_pages="", work_volume="8")) == {
        name: value for name, value in make_work(abstract="Kept.", id="gray2020", volume="8").items() if name != "page"
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("work_title", ""),
        ("work_type", "song"),
        ("work_doi", "nonsense"),
        ("work_pmid", "twelve"),
        ("work_pmcid", "PMC"),
        ("work_url", "javascript:alert(1)"),
        ("work_issued", "last year"),
        ("work_issued", "2020-13"),
        ("work_issued", "2020-3"),
    ],
)
def test_what_cannot_be_right_is_refused_at_its_field(field: str, value: str) -> None:
    form = form_of(make_reference(), **{field: value})
    assert list(form.errors) == [field]


def test_a_work_already_in_the_library_is_refused() -> None:
    make_reference("Gray", work=make_work(DOI="10.1000/abc"))
    form = form_of(key="again", work_title="Again", work_doi="10.1000/ABC")
    assert "in the library already: Gray 2020" in str(form.non_field_errors())
