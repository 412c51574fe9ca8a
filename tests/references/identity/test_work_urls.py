"""The links of a work lead to the web, whatever its record holds."""

from hypothesis import given

from references.identity import work_urls
from tests.references.styles.hostile_works import HOSTILE


@given(HOSTILE)
def test_links_are_never_scripts(text: str) -> None:
    for link in work_urls.build_links({"DOI": text, "URL": text, "PMID": text, "PMCID": text}):
        assert link.url.startswith(("http://", "https://"))


def test_work_urls_are_built_from_identifiers() -> None:
    found = work_urls.build_links(
        {"DOI": "10.1000/a<b>c", "PMID": "12", "PMCID": "PMC34", "URL": "https://example.org/"}
    )
    assert [link.url for link in found] == [
        "https://doi.org/10.1000/a%3Cb%3Ec",
        "https://pubmed.ncbi.nlm.nih.gov/12/",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC34/",
    ]
    assert [link.url for link in work_urls.build_links({"URL": "https://example.org/"})] == ["https://example.org/"]
    assert work_urls.build_links({"URL": "javascript:alert(1)"}) == []
