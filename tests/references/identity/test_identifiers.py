from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from references.identity.identifiers import normalize_doi, normalize_isbn, normalize_pmcid, normalize_pmid, parse_doi


@pytest.mark.parametrize(
    "text",
    [
        "10.1038/S41593-023-01291-X",
        " doi:10.1038/s41593-023-01291-x ",
        "DOI 10.1038/s41593-023-01291-x",
        "https://doi.org/10.1038/s41593-023-01291-x",
        "http://dx.doi.org/10.1038/s41593-023-01291-x",
        "doi.org/10.1038%2Fs41593-023-01291-x",
        "10.1038%2Fs41593-023-01291-x",
        "10.1038/s41593-023-01291-x.",
        "<https://doi.org/10.1038/s41593-023-01291-x>,",
        "doi:https://doi.org/10.1038/s41593-023-01291-x",
        "info:doi/10.1038/s41593-023-01291-x",
        "https://doi.org/10.1038/s41593-023-01291-x?utm_source=mail#abstract",
        "https://doi.org/10.1038/s41593-023-01291-x/",
        "https://doi-org.proxy.example.edu/10.1038/s41593-023-01291-x",
        "\u200b10.1038/s41593-023-01291-x\u00a0",
        "http://dx.doi.org.proxy.example.edu/10.1038/s41593-023-01291-x",
        "https://dx-doi-org.proxy.example.edu:2048/10.1038/s41593-023-01291-x",
        "https://0-doi-org.catalogue.example.edu/10.1038/s41593-023-01291-x",
        "https://login.proxy.example.edu/login?url=https://doi.org/10.1038/s41593-023-01291-x",
        "https://login.proxy.example.edu/login?qurl=https%3A%2F%2Fdoi.org%2F10.1038%2Fs41593-023-01291-x",
        r"\url{10.1038/s41593-023-01291-x}",
        r"{\url{https://doi.org/10.1038/s41593-023-01291-x}}",
        r"\href{https://doi.org/10.1038/s41593-023-01291-x}",
        "DOI: doi:10.1038/s41593-023-01291-x",
        "10.1038/s41593\u2010023\u201001291\u2010x",
        "(10.1038/s41593-023-01291-x)",
        "https://doi.org/ 10.1038/s41593-023-01291-x",
        "10.1038%252Fs41593-023-01291-x",
        r"\href{https://doi.org/10.1038/s41593-023-01291-x}{10.1038/s41593-023-01291-x}",
        '<a href="https://doi.org/10.1038/s41593-023-01291-x">10.1038/s41593-023-01291-x</a>',
        "https://doi.org/https://doi.org/10.1038/s41593-023-01291-x",
        "[10.1038/s41593-023-01291-x]",
    ],
)
def test_doi_spellings_are_normalised(text: str) -> None:
    assert normalize_doi(text) == "10.1038/s41593-023-01291-x"


def test_special_characters_within_a_doi_are_kept() -> None:
    doi = "10.1002/1529-0131(199912)42:12<2482::aid-anr1>3.0.co;2-l"
    assert normalize_doi(f"https://doi.org/{quote(doi)}") == doi


SICI = "10.1002/1529-0131(199912)42:12<2482::AID-ANR1>3.0.CO;2-L"


@pytest.mark.parametrize(
    "text",
    [
        SICI.replace("<", r"{\textless}").replace(">", r"{\textgreater}"),
        SICI.replace("<", r"\textless ").replace(">", r"\textgreater{}"),
        SICI.replace("<", "$<$").replace(">", "$>$"),
        SICI.replace("<", r"{$<$}").replace(">", r"{$>$}"),
        SICI.replace("<", r"\ensuremath{<}").replace(">", r"\ensuremath{>}"),
        SICI.replace("<", "&lt;").replace(">", "&gt;"),
        SICI.replace("<", "&amp;lt;").replace(">", "&amp;gt;"),
        SICI.replace("<", "&#60;").replace(">", "&#x3e;"),
        SICI.replace("<", "%3C").replace(">", "%3E"),
        quote(SICI, safe=""),
        quote(quote(SICI, safe=""), safe=""),
        f"https://doi.org/{quote(SICI)}",
        "https://doi.org/" + SICI.replace("<", "&lt;").replace(">", "&gt;"),
        r"\url{https://doi.org/" + quote(SICI).replace("%", r"\%") + "}",
    ],
)
def test_escaped_sicis_are_decoded(text: str) -> None:
    assert parse_doi(text) == SICI


@pytest.mark.parametrize(
    "underscore", ["_", r"\_", r"{\_}", r"{\\_}", r"\textunderscore ", "%5F", "&#95;", r"$\_$", r"\%5F"]
)
def test_escaped_underscores_are_decoded(underscore: str) -> None:
    assert parse_doi(f"10.1007/978-3-319-20794-0{underscore}129-1") == "10.1007/978-3-319-20794-0_129-1"


def test_overlong_text_is_not_a_doi() -> None:
    assert parse_doi("10.1000/" + "{" * 5_000_000) is None


@given(st.from_regex(r"(?:https://doi\.org/|doi:)?10\.1000/[!-~]{1,20}", fullmatch=True))
def test_normalising_a_doi_is_idempotent(text: str) -> None:
    doi = normalize_doi(text)
    assert doi is None or normalize_doi(doi) == doi


@pytest.mark.parametrize(
    "text", ["", "DOI", "11.1038/x", "10.1038/", "10.1038/a b", "https://example.org/10.1038/x", "doi.org"]
)
def test_text_without_a_doi_gives_none(text: str) -> None:
    assert normalize_doi(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("37024573", "37024573"),
        ("PMID: 37024573", "37024573"),
        ("0012", "12"),
        ("37024573.", "37024573"),
        ("", None),
        ("0", None),
        ("x1", None),
    ],
)
def test_pmids_are_normalised(text: str, expected: str | None) -> None:
    assert normalize_pmid(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("PMC11494424", "PMC11494424"), ("pmc11494424", "PMC11494424"), ("11494424", "PMC11494424"), ("PMC", None)],
)
def test_pmcids_are_normalised(text: str, expected: str | None) -> None:
    assert normalize_pmcid(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ISBN 0-306-40615-2", "9780306406157"),
        ("978-92-4-155026-0", "9789241550260"),
        ("080442957X", "9780804429573"),
        ("0-306-40615-2 (hbk), 978-0-306-40616-4 (pbk)", "9780306406157"),
        ("9780306406158", None),
        ("97803064061579", None),
        ("0306406153", None),
        ("٠٣٠٦٤٠٦١٥٢", None),
        ("", None),
    ],
)
def test_isbns_are_normalised(text: str, expected: str | None) -> None:
    assert normalize_isbn(text) == expected
