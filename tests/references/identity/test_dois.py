"""DOIs within the URLs, LaTeX and punctuation that surround them: found whole, or not at all in case of doubt."""

import time

import pytest

from references.formats.parser import parse_pasted_works
from references.formats.records import Record
from references.identity.dois import find_doi, parse_bibtex_doi, parse_doi, parse_resolver_doi

SICI = "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2"


@pytest.mark.parametrize(
    "text",
    [
        "10.1000 / 182",
        "10.1000/ 182",
        "10. 1000/182",
        "10.1000\u2009/\u2009182",
        "10.1000/\n182",
        "\uff11\uff10\uff0e\uff11\uff10\uff10\uff10\uff0f\uff11\uff18\uff12",
        "\uff44\uff4f\uff49\uff1a10.1000\uff0f182",
        "10.1000\u2044182",
        "10.1000/1\u00ad8\u20602",
        "\u202a10.1000/182\u202c",
        "http://hdl.handle.net/10.1000/182",
        "hdl:10.1000/182",
        "//doi.org/10.1000/182",
        "https//doi.org/10.1000/182",
        "https://doi.org10.1000/182",
        "https://doi.org//10.1000/182",
        "https://doi.org/DOI: 10.1000/182",
        "[DOI]10.1000/182",
        "10.1000/182 [doi]",
        "\u201c10.1000/182\u201d",
        "\u00ab10.1000/182\u00bb",
        "10.1000/182:",
        "10.1000/182/",
        "{{10.1000/182}}",
        r"\href{https://doi.org/10.1000/182}{\nolinkurl{10.1000/182}}",
        "10.1000/182.PMID:123456",
        "10.1000/182%0A",
        "10.1000/182#sec",
        "10.1000/182?needAccess=true",
        "10.1000/182/full",
        "10.1000/182/pdf",
        "https://api.crossref.org/works/10.1000%2F182/transform",
    ],
)
def test_doi_is_extracted_from_its_wrapping(text: str) -> None:
    assert parse_doi(text) == "10.1000/182"


@pytest.mark.parametrize(
    "underscore",
    [
        r"\char`\_",
        r"{\char`\_}",
        '\\char"5F',
        r"\char95 ",
        r"{\char'137}",
        r"$\backslash$_",
        r"$\backslash$\_",
        r"\{\_\}",
        r"{\textunderscore}",
        r"{\textunderscore }",
        r"\textbackslash\_",
    ],
)
def test_latex_underscores_in_dois_are_decoded(underscore: str) -> None:
    assert parse_doi(f"10.1007/978-3-319-20794-0{underscore}129-1") == "10.1007/978-3-319-20794-0_129-1"


def test_sicis_keep_their_angle_brackets() -> None:
    for less, more in ((r"\textless", r"\textgreater"), (r"\(<\)", r"\(>\)"), (r"$\lt$", r"$\gt$"), ("%253C", "%253E")):
        assert parse_doi(SICI.replace("<", less).replace(">", more)) == SICI
    assert parse_doi("10.1002/1529-0131(199912)42:12<2482::AID-ANR1>3.0.CO;2-#") is not None
    assert parse_doi(f"({SICI}).") == SICI


@pytest.mark.parametrize("doi", ["10.1016/S0140-6736(01)05627-6", "10.1000/(a)", "10.1000/[a]", "10.1000/{a}b"])
def test_brackets_within_a_doi_are_kept(doi: str) -> None:
    for text in (doi, f"({doi})", f"{doi})", f"[{doi}].", f"{{{doi}}}"):
        assert parse_doi(text) == doi


def test_bibtex_braces_are_removed_unless_escaped() -> None:
    assert parse_bibtex_doi("10.1000/{ABC}d") == "10.1000/ABCd"
    assert parse_bibtex_doi(r"10.1000/\{a\}b") == "10.1000/{a}b"
    assert parse_bibtex_doi(r"{\url{https://doi.org/10.1000/a{\_}b}}") == "10.1000/a_b"


@pytest.mark.parametrize(
    ("written", "doi"),
    [
        (r"10.1000/a{\textunderscore}b", "10.1000/a_b"),
        (r"10.1000/a\textunderscore{}b", "10.1000/a_b"),
        (r"10.1000/a{\textasciitilde}b", "10.1000/a~b"),
        (r"10.1000/1{\textless}AID{\textgreater}b", "10.1000/1<AID>b"),
        (r"10.1000/a{\textendash}b", "10.1000/a-b"),
        (r"10.1000/m{\"u}de", "10.1000/müde"),
        (r"10.1000/caf\'{e}", "10.1000/café"),
    ],
)
def test_latex_commands_in_bibtex_dois_are_decoded(written: str, doi: str) -> None:
    assert parse_bibtex_doi(written) == doi


@pytest.mark.parametrize(
    ("address", "doi"),
    [
        ("https://onlinelibrary.wiley.com/doi/full/10.1002/acr.20140", "10.1002/acr.20140"),
        ("https://onlinelibrary.wiley.com/doi/10.1002/acr.20140/abstract;jsessionid=A.f01t01", "10.1002/acr.20140"),
        ("https://acrjournals.onlinelibrary.wiley.com/doi/epdf/10.1002/acr.20140#refs", "10.1002/acr.20140"),
        ("https://onlinelibrary-wiley-com.proxy.example.edu/doi/10.1002/acr.20140", "10.1002/acr.20140"),
        (f"https://onlinelibrary.wiley.com/doi/abs/{SICI.replace('<', '%3C').replace('>', '%3E')}", SICI),
        ("https://www.tandfonline.com/doi/abs/10.1080/0300974?needAccess=true", "10.1080/0300974"),
        ("https://www.nejm.org/doi/suppl/10.1056/NEJMoa09/suppl_file/nejmoa09_appendix.pdf", "10.1056/NEJMoa09"),
        ("https://link.springer.com/article/10.1007/s00296-012-2440-7#Sec1", "10.1007/s00296-012-2440-7"),
        ("https://link.springer.com/content/pdf/10.1007%2Fs00296-012-2440-7.pdf", "10.1007/s00296-012-2440-7"),
        ("https://link.springer.com/chapter/10.1007/978-3-319-20794-0_129-1", "10.1007/978-3-319-20794-0_129-1"),
        ("https://link.springer.com/book/10.1007/978-3-319-20794-0", None),
        ("https://arthritis-research.biomedcentral.com/articles/10.1186/ar4506/figures/1", "10.1186/ar4506"),
        ("https://journals.plos.org/plosone/article?id=10.1371/journal.pone.007", "10.1371/journal.pone.007"),
        ("https://journals.plos.org/plosone/article/file?id=10.1371/j.p.1&type=printable", "10.1371/j.p.1"),
        ("https://journals.plos.org/plosone/article/figure?id=10.1371/journal.pone.007.g001", None),
        ("http://www.plosone.org/article/info%3Adoi%2F10.1371%2Fjournal.pone.007", "10.1371/journal.pone.007"),
        ("https://www.frontiersin.org/articles/10.3389/fneur.2020.00001/full", "10.3389/fneur.2020.00001"),
        ("https://academic.oup.com/brain/advance-article/doi/10.1093/brain/awab001/6123456", "10.1093/brain/awab001"),
        ("https://www.cochranelibrary.com/cdsr/doi/10.1002/14651858.CD01.pub2/full/de", "10.1002/14651858.CD01.pub2"),
        ("https://www.medrxiv.org/content/10.1101/2020.01.01.20016345v2.full.pdf", "10.1101/2020.01.01.20016345"),
        ("https://iopscience.iop.org/article/10.1088/1741-2560/1/1/001/meta", "10.1088/1741-2560/1/1/001"),
        ("https://psycnet.apa.org/doiLanding?doi=10.1037%2F0033-2909.86.2.420", "10.1037/0033-2909.86.2.420"),
        ("https://dl.acm.org/citation.cfm?doid=10.1145/3290605", "10.1145/3290605"),
        ("https://example.org/files/10.1000/182", None),
        ("https://search.example.org/?q=10.1000/182", None),
        ("https://example.org/doi/10.1000/182/10.1000/183", None),
    ],
)
def test_doi_is_found_in_a_publishers_url(address: str, doi: str | None) -> None:
    assert parse_doi(address) == doi
    # The URL says more than the DOI, so it is kept.
    assert parse_resolver_doi(address) is None


@pytest.mark.parametrize(
    "text",
    [
        "10.1000/182 10.1000/183",
        "10.1000/182;10.1000/183",
        "10.1016/j.pain. 2001.01.001",
        "10.1016/S0140-6736 (01)05627-6",
        r"10.1000/a\-b",
        "10.1000/182PMID123456",
        "10.1000/182https://doi.org/10.1000/183",
        "urn:doi:10.1000:182",
        "10/abc",
        "10.1000",
    ],
)
def test_ambiguous_text_gives_no_doi(text: str) -> None:
    assert find_doi(text) == ""


@pytest.mark.parametrize(
    "text",
    ["10.1000/182 (2001)", "10.1000/182 PMID: 123456", "J. 2001. doi:10.1000/182. Epub 2010", "10.1000/182\nEpub"],
)
def test_words_after_a_doi_are_dropped(text: str) -> None:
    assert find_doi(text) == "10.1000/182"


def read_first_work(text: str) -> dict[str, object]:
    record = next(iter(parse_pasted_works(text)))
    assert isinstance(record, Record)
    return record.csl


def test_doi_broken_over_two_lines_is_joined_in_each_format() -> None:
    for text in (
        "TY  - JOUR\nTI  - a\nDO  - 10.1016/j.pain.\n2001.01.001\nER  - \n",
        "PMID- 1\nTI  - a\nLID - 10.1016/j.pain.\n      2001.01.001 [doi]\n",
        "@article{a, title = {a}, doi = {10.1016/j.pain.\n  2001.01.001}}",
        '[{"title": "a", "DOI": "10.1016/j.pain.\\n2001.01.001"}]',
    ):
        assert read_first_work(text)["DOI"] == "10.1016/j.pain.2001.01.001"


def test_chapter_does_not_inherit_the_doi_of_its_book() -> None:
    book = "@book{b, title = {B}, url = {https://doi.org/10.1000/book}}"
    assert "DOI" not in read_first_work(f"@inbook{{c, title = {{C}}, crossref = {{b}}}}\n{book}")


def test_full_text_url_that_holds_a_doi_is_kept() -> None:
    address = "https://onlinelibrary.wiley.com/doi/pdf/10.1002/acr.20140"
    work = read_first_work(f"TY  - JOUR\nTI  - a\nL1  - {address}\nUR  - {address}\nER  - \n")
    assert (work["DOI"], work["URL"]) == ("10.1002/acr.20140", address)
    assert work["custom"] == {"full-text-url": address}


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "text",
    [
        "https://doi" + "-a" * 900 + "!",
        "doi" + ".a-" * 600,
        "10.1000/x" + ")" * 1900,
        "10.1000/x" + ".)" * 900 + " pm",
        "10.1000/" + "]" * 900 + "(" * 900,
        "https://springer.com/doi/10.1000/x" + ".pdf" * 450 + "!",
    ],
    ids=lambda text: text[:24],
)
def test_doi_lookalikes_are_read_quickly(text: str) -> None:
    started = time.process_time()
    for read in (parse_doi, find_doi, parse_bibtex_doi, parse_resolver_doi):
        read(text)
    assert time.process_time() - started < 1


def test_unbalanced_brackets_after_a_doi_are_dropped() -> None:
    assert parse_doi("10.1000/x(1)" + ")]" * 100) == "10.1000/x(1)"
