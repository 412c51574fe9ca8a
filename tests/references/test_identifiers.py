import pytest

from references.identifiers import normalised_doi, normalised_isbn, normalised_pmcid, normalised_pmid


@pytest.mark.parametrize(
    "text",
    [
        "10.1038/S41593-023-01291-X",
        " doi:10.1038/s41593-023-01291-x ",
        "DOI 10.1038/s41593-023-01291-x",
        "https://doi.org/10.1038/s41593-023-01291-x",
        "http://dx.doi.org/10.1038/s41593-023-01291-x",
        "doi.org/10.1038%2Fs41593-023-01291-x",
    ],
)
def test_a_doi_has_one_spelling(text: str) -> None:
    assert normalised_doi(text) == "10.1038/s41593-023-01291-x"


@pytest.mark.parametrize("text", ["", "DOI", "11.1038/x", "10.1038/", "10.1038/a b", "https://example.org/10.1038/x"])
def test_what_is_no_doi_is_none(text: str) -> None:
    assert normalised_doi(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("37024573", "37024573"), ("PMID: 37024573", "37024573"), ("0012", "12"), ("", None), ("0", None), ("x1", None)],
)
def test_pmid(text: str, expected: str | None) -> None:
    assert normalised_pmid(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("PMC11494424", "PMC11494424"), ("pmc11494424", "PMC11494424"), ("11494424", "PMC11494424"), ("PMC", None)],
)
def test_pmcid(text: str, expected: str | None) -> None:
    assert normalised_pmcid(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ISBN 0-306-40615-2", "9780306406157"),
        ("978-92-4-155026-0", "9789241550260"),
        ("080442957X", "9780804429573"),
        ("0-306-40615-2 (hbk), 978-0-306-40616-4 (pbk)", "9780306406157"),
        ("9780306406158", None),
        ("0306406153", None),
        ("٠٣٠٦٤٠٦١٥٢", None),
        ("", None),
    ],
)
def test_isbn(text: str, expected: str | None) -> None:
    assert normalised_isbn(text) == expected
