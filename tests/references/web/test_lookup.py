"""Looking works up in registers that answer as Crossref and PubMed do.

The answers have the shape of real ones, and the facts of a real work (Wolfe 2010); the abstract is made up.
"""

from typing import Any

import pytest

from references.web import client, lookup
from references.web.errors import NotFound, ResponseGarbled, ResponseTooLarge, ResponseTooSlow, Unavailable, WebError
from tests.references.web.server import Script, WebServer, json_reply, reply, reset

pytestmark = pytest.mark.usefixtures("short_waits")

DOI, PMID, PMCID = "10.1002/acr.20140", "20461783", "PMC2871234"
CROSSREF = {
    "status": "ok",
    "message-type": "work",
    "message-version": "1.0.0",
    "message": {
        "DOI": "10.1002/acr.20140",
        "type": "journal-article",
        "title": ["The American College of Rheumatology preliminary diagnostic criteria for fibromyalgia"],
        "container-title": ["Arthritis Care &amp; Research"],
        "short-container-title": ["Arthritis Care &amp; Research"],
        "author": [
            {"given": "Frederick", "family": "Wolfe", "sequence": "first", "affiliation": []},
            {"given": "Daniel J.", "family": "Clauw", "sequence": "additional", "affiliation": []},
        ],
        "published-print": {"date-parts": [[2010, 5]]},
        "issued": {"date-parts": [[2010, 5]]},
        "volume": "62",
        "issue": "5",
        "page": "600-610",
        "abstract": "<jats:p>Made up for the tests.</jats:p>",
        "indexed": {"date-parts": [[2026, 1, 1]]},
    },
}
PUBMED = b"""<?xml version="1.0" ?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN"
 "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">
<PubmedArticleSet><PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">20461783</PMID>
<Article PubModel="Print"><Journal><JournalIssue CitedMedium="Internet"><Volume>62</Volume><Issue>5</Issue>
<PubDate><Year>2010</Year><Month>May</Month></PubDate></JournalIssue><Title>Arthritis care &amp; research</Title>
<ISOAbbreviation>Arthritis Care Res (Hoboken)</ISOAbbreviation></Journal>
<ArticleTitle>The American College of Rheumatology preliminary diagnostic criteria for fibromyalgia.</ArticleTitle>
<Pagination><MedlinePgn>600-10</MedlinePgn></Pagination>
<Abstract><AbstractText>Made up for the tests.</AbstractText></Abstract>
<AuthorList CompleteYN="Y"><Author ValidYN="Y"><LastName>Wolfe</LastName><ForeName>Frederick</ForeName></Author>
</AuthorList><Language>eng</Language></Article></MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="pubmed">20461783</ArticleId>
<ArticleId IdType="doi">10.1002/acr.20140</ArticleId></ArticleIdList></PubmedData></PubmedArticle></PubmedArticleSet>
"""
EMPTY_SET = b'<?xml version="1.0" ?>\n<PubmedArticleSet></PubmedArticleSet>'
WORK_PATH = "/works/10.1002%2Facr.20140"


@pytest.fixture
def registers(server: WebServer, settings: Any) -> WebServer:
    """Return a server that is Crossref and PubMed at once. Its URLs end in a path, as a mirror's may."""
    settings.CROSSREF_URL, settings.PUBMED_URL = f"{server.url}/crossref", f"{server.url}/eutils"
    settings.CONTACT_EMAIL = ""
    server.paths |= {
        f"/crossref{WORK_PATH}": json_reply(CROSSREF),
        "/eutils/efetch.fcgi": reply(PUBMED, type_="text/xml"),
        "/eutils/esearch.fcgi": json_reply({"esearchresult": {"count": "1", "idlist": [PMID]}}),
    }
    return server


def test_work_is_found_by_doi(registers: WebServer) -> None:
    record = lookup.look_up_doi(DOI)
    assert (record.csl["DOI"], record.csl["type"], record.csl["volume"]) == (DOI, "article-journal", "62")
    assert [author["family"] for author in record.csl["author"]] == ["Wolfe", "Clauw"]
    assert [asked.target for asked in registers.asked] == [f"/crossref{WORK_PATH}"]


def test_work_is_found_by_pmid(registers: WebServer) -> None:
    record = lookup.look_up_pmid(PMID)
    assert (record.csl["PMID"], record.csl["DOI"], record.csl["author"][0]["family"]) == (PMID, DOI, "Wolfe")
    assert [asked.target for asked in registers.asked] == [
        "/eutils/efetch.fcgi?id=20461783&retmode=xml&db=pubmed&tool=fibro-site"
    ]


def test_work_is_found_by_pmcid(registers: WebServer) -> None:
    assert lookup.look_up_pmcid(PMCID).csl["PMID"] == PMID
    assert registers.asked[0].target == (
        "/eutils/esearch.fcgi?term=PMC2871234%5Bpmcid%5D&retmode=json&db=pubmed&tool=fibro-site"
    )


def test_contact_email_is_sent_to_the_registers(registers: WebServer, settings: Any) -> None:
    settings.CONTACT_EMAIL = "ada@example.org"
    lookup.look_up_doi(DOI)
    lookup.look_up_pmid(PMID)
    assert [asked.target.partition("?")[2] for asked in registers.asked] == [
        "mailto=ada%40example.org",
        "id=20461783&retmode=xml&db=pubmed&tool=fibro-site&email=ada%40example.org",
    ]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (DOI, WORK_PATH),
        ("  doi:10.1002/ACR.20140 ", WORK_PATH),
        ("https://doi.org/10.1002/acr.20140", WORK_PATH),
        ("http://dx.doi.org/10.1002%2Facr.20140", WORK_PATH),
        ("https://onlinelibrary.wiley.com/doi/10.1002/acr.20140?cookieSet=1#main", WORK_PATH),
        ("Wolfe F, et al. Arthritis Care Res. 2010;62(5):600-610. doi:10.1002/acr.20140.", WORK_PATH),
        (PMID, "efetch"),
        ("PMID: 20461783", "efetch"),
        ("https://pubmed.ncbi.nlm.nih.gov/20461783/", "efetch"),
        ("https://www.ncbi.nlm.nih.gov/pubmed/20461783", "efetch"),
        (PMCID, "esearch"),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC2871234/", "esearch"),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC2871234/pdf/x.pdf", "esearch"),
    ],
)
def test_identifiers_are_recognised_in_text(registers: WebServer, text: str, path: str) -> None:
    assert lookup.look_up_identifier(text).csl["DOI"] == DOI
    assert path in registers.asked[0].path


@pytest.mark.parametrize("text", ["", "   ", "Wolfe 2010", "https://example.org/", "10.1002", "PMID", "-7", "0"])
def test_text_without_identifier_is_not_requested(registers: WebServer, text: str) -> None:
    with pytest.raises(NotFound, match="Enter a DOI or a PubMed number"):
        lookup.look_up_identifier(text)
    assert registers.asked == []


def test_identifier_is_quoted_in_the_url(registers: WebServer) -> None:
    with pytest.raises(NotFound):
        lookup.look_up_doi("10.1000/../../eutils/efetch.fcgi?id=7#x")
    assert registers.asked[0].target == "/crossref/works/10.1000%2F..%2F..%2Feutils%2Fefetch.fcgi%3Fid%3D7%23x"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (reply(b"Resource not found.", status=404), NotFound),
        (reply(status=429, Retry_After="3600"), Unavailable),
        (reply(status=500), Unavailable),
        (reset, Unavailable),
        (reply(b"<html>Sign in to the network</html>", type_="text/html"), ResponseGarbled),
        (reply(b""), ResponseGarbled),
        (reply(b"null"), ResponseGarbled),
        (reply(b'{"message": "text"}'), ResponseGarbled),
        (reply(b"[" * 100_000), ResponseGarbled),
        (reply(b'{"message": {}}'), ResponseGarbled),
        (reply(b"a" * (lookup.MAX_RECORD_SIZE + 1)), ResponseTooLarge),
    ],
)
def test_crossref_failures_raise_web_errors(registers: WebServer, answer: Script, error: type[WebError]) -> None:
    registers.paths[f"/crossref{WORK_PATH}"] = answer
    with pytest.raises(error) as caught:
        lookup.look_up_doi(DOI)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (reply(b"ID list is empty! Possibly it has no correct IDs.", status=400), NotFound),
        (reply(EMPTY_SET, type_="text/xml"), NotFound),
        (reply(status=502), Unavailable),
        (reply(b"<html>Sign in to the network</html>", type_="text/html"), ResponseGarbled),
        (reply(b""), ResponseGarbled),
        (reply(PUBMED[:900]), ResponseGarbled),
    ],
)
def test_pubmed_failures_raise_web_errors(registers: WebServer, answer: Script, error: type[WebError]) -> None:
    registers.paths["/eutils/efetch.fcgi"] = answer
    with pytest.raises(error):
        lookup.look_up_pmid(PMID)


@pytest.mark.parametrize("result", [{"idlist": []}, {"idlist": ["x"]}, {"ERROR": "x"}, None, []])
def test_unknown_pmcid_is_not_found(registers: WebServer, result: Any) -> None:
    registers.paths["/eutils/esearch.fcgi"] = json_reply({"esearchresult": result})
    with pytest.raises(NotFound):
        lookup.look_up_pmcid(PMCID)


def test_slow_register_times_out(registers: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    registers.paths["/eutils/efetch.fcgi"] = registers.slowly()
    monkeypatch.setattr(client, "SHORT_PATIENCE", client.Patience(total=1, silence=0.1))
    with pytest.raises(ResponseTooSlow):
        lookup.look_up_pmid(PMID)


@pytest.mark.parametrize("name", ["CROSSREF_URL", "PUBMED_URL"])
def test_register_without_url_is_unavailable(registers: WebServer, settings: Any, name: str) -> None:
    setattr(settings, name, "")
    with pytest.raises(Unavailable, match="not set up"):
        lookup.look_up_doi(DOI) if name == "CROSSREF_URL" else lookup.look_up_pmid(PMID)
    assert registers.asked == []
