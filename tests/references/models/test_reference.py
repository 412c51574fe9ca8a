import pytest
from django.core.exceptions import ValidationError

from references.models import Reference
from tests.references.builders import make_reference, make_work

pytestmark = pytest.mark.django_db


def test_columns_are_read_from_the_record() -> None:
    work = make_work("Gray", title="<i>E. coli</i> and pain", DOI="https://doi.org/10.1000/ABC", PMID="PMID: 7")
    reference = make_reference(work={**work, "PMCID": "42"})
    reference.refresh_from_db()
    assert (reference.type, reference.title, reference.year) == ("article-journal", "E. coli and pain", 2020)
    assert (reference.authors, reference.container) == ("Gray Ann B.", "Journal of Examples")
    assert (reference.doi, reference.pmid, reference.pmcid) == ("10.1000/abc", "7", "PMC42")
    assert str(reference) == "Gray 2020. E. coli and pain"


def test_columns_follow_changes_of_the_record() -> None:
    reference = make_reference(work=make_work(DOI="10.1000/abc"))
    reference.csl = make_work("Dunn")
    reference.save()
    reference.refresh_from_db()
    assert (reference.title, reference.doi) == ("Findings of Dunn", None)


def test_characters_that_databases_refuse_are_removed() -> None:
    reference = make_reference(work=make_work(title="a\x00b\ud800c", note="\x00", issued=None))
    reference.refresh_from_db()
    assert reference.title == "a b c"
    assert "issued" not in reference.csl


def test_works_without_identifiers_do_not_conflict() -> None:
    make_reference("Gray")
    make_reference("Dunn")
    assert Reference.objects.filter(doi=None, pmid=None, pmcid=None).count() == 2


@pytest.mark.parametrize(
    ("variable", "first", "second"),
    [
        ("DOI", "10.1000/abc", "doi:10.1000/ABC"),
        ("PMID", "7", "007"),
        ("PMCID", "PMC7", "pmc7"),
    ],
)
def test_duplicate_identifiers_are_refused(variable: str, first: str, second: str) -> None:
    make_reference("Gray", work=make_work(**{variable: first}))
    again = Reference(key="again", csl=make_work(**{variable: second}))
    with pytest.raises(ValidationError, match="already in the library: Gray 2020"):
        again.full_clean()


@pytest.mark.parametrize("record", [[], "text", None, {}, {"title": "  "}])
def test_record_must_be_an_object_with_a_title(record: object) -> None:
    with pytest.raises(ValidationError):
        Reference(key="broken", csl=record).full_clean()


def test_searched_fields_have_columns() -> None:
    work = make_work(
        issued={"date-parts": [[2019], [2021, 3]]},
        URL="https://example.org/gray",
        abstract="Pain was less.",
        language="en",
        custom={"full-text-url": "https://example.org/gray.pdf"},
    )
    reference = make_reference(work=work)
    reference.refresh_from_db()
    assert (reference.volume, reference.issue, reference.pages, reference.issued) == ("7", "2", "11-19", "2019/2021-03")
    assert (reference.url, reference.full_text_url) == ("https://example.org/gray", "https://example.org/gray.pdf")
    assert (reference.abstract, reference.language, reference.title_key) == ("Pain was less.", "en", "findingsofgray")


def test_chapters_may_share_the_isbn_of_their_book() -> None:
    parts = {"ISBN": "978-0-306-40615-7"}
    for number, type_ in enumerate(["book", "chapter", "chapter"]):
        reference = make_reference(f"Gray{number}", work=make_work(type=type_, **parts))
        reference.full_clean()
    other = Reference(key="dunn2020", csl=make_work(type="book", ISBN="0306406152"))
    with pytest.raises(ValidationError, match="ISBN 9780306406157 is already in the library: Gray 2020"):
        other.full_clean()


def test_script_url_is_dropped() -> None:
    assert make_reference(work=make_work(URL="javascript:alert(1)")).url == ""


@pytest.mark.django_db
def test_dates_of_every_form_fill_their_columns() -> None:
    """The column of the year holds no year before Christ. The one beside it holds every date in EDTF."""
    forms = {"-0044": {"date-parts": [[-44]]}, "2010-21": "2010-21", "1998~": {"raw": "1998~"}}
    for number, (edtf, issued) in enumerate(forms.items()):
        reference = make_reference(f"Dated{number}", work=make_work(title=f"Dated {number}", issued=issued))
        reference.refresh_from_db()
        assert (reference.issued, reference.year) == (edtf, None if edtf.startswith("-") else int(edtf[:4]))
