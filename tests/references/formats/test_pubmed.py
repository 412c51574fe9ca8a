import io

import pytest

from references.enums import Status
from references.formats import evidence_kinds, pubmed
from references.formats.pubmed_notices import collect_notices, parse_notice
from references.formats.records import UnreadableFile
from tests.references.formats.reading import read_record


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        (["Journal Article", "Practice Guideline", "Review"], "guideline"),
        (["Review", "Systematic Review", "Meta-Analysis"], "systematic-review"),
        (["Journal Article", "Randomized Controlled Trial"], "trial"),
        (["Clinical Trial, Phase II"], "trial"),
        (["Observational Study", "Multicenter Study"], "cohort"),
        (["Case Reports"], "case-series"),
        (["Journal Article", "Review"], "narrative-review"),
        (["Editorial"], "opinion"),
        (["Letter", "Comment", "Review"], "opinion"),
        (["Journal Article"], ""),
        ([], ""),
    ],
)
def test_publication_types_give_the_evidence_kind(types: list[str], expected: str) -> None:
    assert evidence_kinds.detect_evidence_kind(types) == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("RetractionIn", Status.RETRACTED),
        ("RIN", Status.RETRACTED),
        ("ExpressionOfConcernIn", Status.CONCERN),
        ("ECI", Status.CONCERN),
        ("ErratumIn", Status.CORRECTED),
        ("EIN", Status.CORRECTED),
        ("RetractionOf", None),
        ("CommentIn", None),
        ("UpdateIn", None),
    ],
)
def test_notice_links_become_statuses(kind: str, expected: Status | None) -> None:
    found = parse_notice(kind, "J Ex. 2020 Jan;1(2):3. doi: 10.1000/N. PMID: 12")
    assert (found and (found.status, found.source_id, found.dated)) == (expected and (expected, "10.1000/n", None))


def test_publication_type_alone_gives_a_retraction() -> None:
    (found,) = collect_notices([], ["Journal Article", "Retracted Publication"], "12")
    assert (found.status, found.source, found.source_id) == (Status.RETRACTED, "PubMed", "12")


@pytest.mark.parametrize(("told", "expected"), [("e42692", "e42692"), ("S1080-6032(22)00139-9", None), ("EWLS", None)])
def test_elocation_fills_missing_pages(told: str, expected: str | None) -> None:
    xml = f"""<PubmedArticle><MedlineCitation><PMID>7</PMID><Article><ArticleTitle>a</ArticleTitle>
        <ELocationID EIdType="doi">10.1000/e7</ELocationID><ELocationID EIdType="pii">{told}</ELocationID>
        </Article></MedlineCitation></PubmedArticle>"""
    nbib = f"PMID- 7\nTI  - a\nLID - 10.1000/e7 [doi]\nLID - {told} [pii]\n"
    for text in (xml, nbib):
        record = read_record(text)
        assert record.csl.get("page") == expected


def test_empty_set_has_no_records() -> None:
    assert list(pubmed.parse_pubmed_file(io.BytesIO(b"<PubmedArticleSet></PubmedArticleSet>"))) == []


def test_other_xml_is_unreadable() -> None:
    with pytest.raises(UnreadableFile):
        pubmed.parse_pubmed_file(io.BytesIO(b"<eFetchResult><ERROR>none</ERROR></eFetchResult>"))


def test_large_and_unclosed_records_are_read() -> None:
    article = "<PubmedArticle><PMID>{}</PMID><ArticleTitle>{}</ArticleTitle>"
    text = (
        "<PubmedArticleSet>"
        + article.format(1, "a " * 50_000)
        + article.format(2, "b")
        + "</PubmedArticle></PubmedArticleSet>"
    )
    places = [result.place for result in pubmed.parse_pubmed_file(io.BytesIO(text.encode()))]
    assert places == ["record 1 (PMID 1)", "record 2 (PMID 2)"]


def test_author_whose_name_was_corrected_is_there_once() -> None:
    authors = (
        '<Author ValidYN="N"><LastName>Gary</LastName><ForeName>Anna</ForeName></Author>'
        '<Author ValidYN="Y"><LastName>Gray</LastName><ForeName>Anna</ForeName></Author>'
    )
    work = read_record(
        "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>T</ArticleTitle>"
        f"<AuthorList>{authors}</AuthorList></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"
    ).csl
    assert work["author"] == [{"family": "Gray", "given": "Anna"}]
