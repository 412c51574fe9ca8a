from typing import Any

import pytest

from references.enums import CitationStyle
from references.starter import read_starter_works
from references.styles.reference_list import render_styled_entry
from tests.references.builders import make_work

STARTER_WORKS = {work["csl"]["id"]: work["csl"] for work in read_starter_works()}


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (
            "stegemann2023",
            (
                "Stegemann A, Liu S, Retana Romero OA, et al. Prefrontal engrams of long-term fear memory perpetuate"
                " pain perception. <i>Nature Neuroscience</i>. 2023;26(5):820-829. doi:10.1038/s41593-023-01291-x"
            ),
        ),
        (
            "kalisch2024",
            (
                "Kalisch R, Russo SJ, Müller MB. Neurobiology and systems biology of stress resilience."
                " <i>Physiological Reviews</i>. 2024;104(3):1205-1263. doi:10.1152/physrev.00042.2023"
            ),
        ),
        (
            "jacobs2021",
            (
                "Jacobs JP, Gupta A, Bhatt RR, et al. Cognitive behavioral therapy for irritable bowel syndrome induces"
                " bidirectional alterations in the brain-gut-microbiome axis associated with gastrointestinal symptom"
                " improvement. <i>Microbiome</i>. 2021;9(1):236. doi:10.1186/s40168-021-01188-6"
            ),
        ),
    ],
)
def test_ama_of_journal_articles(key: str, expected: str) -> None:
    assert render_styled_entry(STARTER_WORKS[key], CitationStyle.AMA) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"author": []}, "Findings of Gray. <i>Journal of Examples</i>. 2020;7(2):11-19."),
        ({"issue": ""}, "Gray AB. Findings of Gray. <i>Journal of Examples</i>. 2020;7:11-19."),
        (
            {"volume": "", "issue": "", "page": ""},
            "Gray AB. Findings of Gray. <i>Journal of Examples</i>. Published online March 2020.",
        ),
        ({"issued": {}}, "Gray AB. Findings of Gray. <i>Journal of Examples</i>. 7(2):11-19."),
        ({"title": "Why?"}, "Gray AB. Why? <i>Journal of Examples</i>. 2020;7(2):11-19."),
        (
            {"author": [{"family": "Berg", "given": "Jean-Paul", "non-dropping-particle": "van den", "suffix": "Jr"}]},
            "van den Berg JP Jr. Findings of Gray. <i>Journal of Examples</i>. 2020;7(2):11-19.",
        ),
        ({"container-title-short": "J Ex"}, "Gray AB. Findings of Gray. <i>J Ex</i>. 2020;7(2):11-19."),
    ],
)
def test_ama_with_missing_parts(changes: dict[str, Any], expected: str) -> None:
    assert render_styled_entry(make_work(**changes), CitationStyle.AMA) == expected


@pytest.mark.parametrize(("authors", "listed"), [(6, 6), (7, 3)])
def test_ama_names_six_authors_or_three(authors: int, listed: int) -> None:
    people = [{"family": f"Author{number}", "given": "A"} for number in range(authors)]
    entry = render_styled_entry(make_work(author=people), CitationStyle.AMA)
    assert [f"Author{number} A" in entry for number in range(authors)] == [number < listed for number in range(authors)]
    assert ("et al." in entry) == (listed < authors)


def render_ama(work: dict[str, Any]) -> str:
    return render_styled_entry(work, CitationStyle.AMA)


def test_ama_of_other_types() -> None:
    book = {
        "type": "book",
        "title": "A Book",
        "author": [{"literal": "World Health Organization"}],
        "publisher": "Press",
        "edition": "2",
        "issued": {"date-parts": [[2019]]},
    }
    chapter = {
        "type": "chapter",
        "title": "A chapter",
        "container-title": "A Book",
        "author": [{"family": "Berg", "given": "Cy"}],
        "editor": [{"family": "Gray", "given": "Ann"}, {"family": "Dunn", "given": "Bo"}],
        "page": "1-9",
        "issued": {"date-parts": [[2019]]},
    }
    page = {"type": "webpage", "title": "A page", "container-title": "A site", "URL": "https://example.org/a"}
    assert render_ama(book) == "World Health Organization. <i>A Book</i>. 2nd ed. Press; 2019."
    assert render_ama(chapter) == "Berg C. A chapter. In: Gray A, Dunn B, eds. <i>A Book</i>. 2019:1-9."
    assert render_ama(page) == "A page. A site. https://example.org/a"
