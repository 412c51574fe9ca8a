from typing import Any

import pytest

from references.admin.forms import ReferenceForm, get_form_values
from references.models import Reference
from tests.references.builders import make_reference, make_work

pytestmark = pytest.mark.django_db


def form_of(reference: Reference | None = None, **changes: str) -> ReferenceForm:
    data = {"key": "gray2020", "live": "on", "evidence_kind": "", "population": "", "conflict_of_interest": ""}
    data |= get_form_values(reference.csl if reference else {}) | ({"key": reference.key} if reference else {})
    return ReferenceForm({**data, **changes}, instance=reference)


def saved(form: ReferenceForm) -> dict[str, Any]:
    assert form.is_valid(), form.errors
    return form.save().csl


def test_form_fields_become_csl() -> None:
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
        "DOI": "10.1000/ABC",
    }


def test_saving_unchanged_changes_nothing() -> None:
    author = {"family": "Berg", "given": "Jan", "non-dropping-particle": "van den", "suffix": "Jr"}
    work = make_work(author=[author], abstract="Kept.", DOI="10.1000/ABC", id="gray2020")
    reference = make_reference(work=work)
    assert saved(form_of(reference)) == work


def test_every_field_of_a_record_can_be_edited() -> None:
    work = saved(
        form_of(
            work_type="chapter",
            work_title="Pain",
            author_lines="King, Martin L., Jr",
            editor_lines="Hill, Ada\nWorld Health Organization",
            container_title="A Book",
            work_issued="2019/2021-03",
            work_accessed="2026-01-02",
            publisher="A Press",
            publisher_place="Bern",
            work_edition="2nd",
            work_number="12",
            work_isbn="ISBN 0-306-40615-2",
            work_url="https://example.org/book",
            full_text="https://example.org/book.pdf",
            work_language="de",
            work_abstract="Words\nof it.",
        )
    )
    assert work == {
        "id": "gray2020",
        "type": "chapter",
        "title": "Pain",
        "author": [{"family": "King", "given": "Martin L.", "suffix": "Jr"}],
        "editor": [{"family": "Hill", "given": "Ada"}, {"literal": "World Health Organization"}],
        "container-title": "A Book",
        "issued": {"date-parts": [[2019], [2021, 3]]},
        "accessed": {"date-parts": [[2026, 1, 2]]},
        "publisher": "A Press",
        "publisher-place": "Bern",
        "edition": "2nd",
        "number": "12",
        "ISBN": "9780306406157",
        "URL": "https://example.org/book",
        "custom": {"full-text-url": "https://example.org/book.pdf"},
        "language": "de",
        "abstract": "Words of it.",
    }
    assert get_form_values(work) == get_form_values(Reference.objects.get().csl)
    assert (get_form_values(work)["work_issued"], get_form_values(work)["author_lines"]) == (
        "2019/2021-03",
        "King, Martin L., Jr",
    )


def test_unchanged_names_keep_their_particles() -> None:
    berg = {"family": "Berg", "given": "Jan", "non-dropping-particle": "van den", "suffix": "Jr"}
    reference = make_reference(work=make_work(author=[berg, {"family": "Hill", "given": "A"}]))
    form = form_of(reference, author_lines="Dunn, Eve\nvan den Berg, Jan, Jr")
    assert saved(form)["author"] == [{"family": "Dunn", "given": "Eve"}, berg]


def test_cleared_full_text_url_keeps_other_custom_fields() -> None:
    reference = make_reference(work=make_work(custom={"full-text-url": "https://example.org", "note": "kept"}))
    assert saved(form_of(reference, full_text=""))["custom"] == {"note": "kept"}


def test_unlisted_work_type_is_kept() -> None:
    reference = make_reference(work=make_work(type="article-newspaper", id="gray2020"))
    assert saved(form_of(reference, work_volume="9"))["type"] == "article-newspaper"


def test_only_changed_fields_are_written() -> None:
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
        ("work_isbn", "978-0-306-40615-8"),
        ("work_url", "javascript:alert(1)"),
        ("full_text", "ftp://example.org"),
        ("work_issued", "last year"),
        ("work_issued", "2020-13"),
        ("work_issued", "2020-3"),
        ("work_issued", "2021/2019"),
        ("work_issued", "2019/2020/2021"),
        ("work_accessed", "2020/soon"),
    ],
)
def test_invalid_value_is_refused_at_its_field(field: str, value: str) -> None:
    form = form_of(make_reference(), **{field: value})
    assert list(form.errors) == [field]


def test_work_already_in_the_library_is_refused() -> None:
    make_reference("Gray", work=make_work(DOI="10.1000/abc"))
    form = form_of(key="again", work_title="Again", work_doi="10.1000/ABC")
    assert "already in the library: Gray 2020" in str(form.non_field_errors())


@pytest.mark.parametrize("key", ["a b", "Müller", "7gray", "gray?", "gray/../dunn", "../dunn"])
def test_key_unsafe_in_urls_is_refused(key: str) -> None:
    assert "key" in form_of(key=key, work_title="Findings").errors


def test_existing_key_may_stay() -> None:
    reference = Reference.objects.create(key="Müller 2020", csl=make_work())
    assert saved(form_of(reference, population="mice"))["id"] == "Müller 2020"
