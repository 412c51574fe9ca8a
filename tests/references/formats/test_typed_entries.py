"""Entries of lists as people type them: every style tells the same work, and what tells none is refused."""

import time

import hypothesis
import pytest
from hypothesis import strategies as st

from references.csl import get_names, get_text, get_year
from references.formats.records import Record, Refusal
from references.formats.typed_entries import parse_typed_entry
from references.formats.typed_identifiers import TypedLink, is_link_line

TITLE = "Prefrontal engrams of long-term fear memory perpetuate pain perception"
STYLES = {
    "AMA": f"Stegemann A, Liu S, Retana Romero OA, et al. {TITLE}. Nat Neurosci. 2023;26(5):820-829.",
    "Vancouver": f"Stegemann A, Liu S, Kuner R. {TITLE}. Nat Neurosci. 2023 May;26(5):820-9. Epub 2023 Apr 6.",
    "APA": f"Stegemann, A., Liu, S., & Kuner, R. (2023). {TITLE}. Nature Neuroscience, 26(5), 820–829.",
    "Harvard": f"Stegemann, A. et al. (2023) \u2018{TITLE}’, Nature Neuroscience, 26(5), pp. 820–829.",
    "Harvard with a bare year": f"Stegemann, A. and Liu, S., 2023. {TITLE}. Nature Neuroscience, 26(5), pp.820-829.",
    "Chicago": f"Stegemann, Alina, Sheng Liu, and Wei Han. “{TITLE}.” Nature Neuroscience 26, no. 5 (2023): 820–829.",
    "MLA": f'Stegemann, Alina, et al. "{TITLE}." Nature Neuroscience, vol. 26, no. 5, 2023, pp. 820-829.',
    "IEEE": f'A. Stegemann, S. Liu, and R. Kuner, "{TITLE}," Nat. Neurosci., vol. 26, no. 5, pp. 820-829, May 2023.',
    "Nature": f"Stegemann, A. et al. {TITLE}. Nat. Neurosci. 26, 820–829 (2023).",
    "Springer": f"Stegemann A, Liu S (2023) {TITLE}. Nat Neurosci 26:820–829",
    "Lancet": f"Stegemann A, Liu S, Kuner R. {TITLE}. Nat Neurosci 2023; 26: 820–29.",
    "Ärzteblatt": f"Stegemann A, Liu S, u. a.: {TITLE}. Nat Neurosci 2023; 26: 820–829.",
    "German": f"Stegemann A, Liu S, Kuner R: {TITLE}. Nat Neurosci 26 (5), 2023, 820–829.",
    "German with labels": f"Stegemann, A.; Liu, S.: {TITLE}. In: Nature Neuroscience 26 (2023), Nr. 5, S. 820–829.",
    "APA of many": f"Stegemann, A., Liu, S., … Kuner, R. (2023). {TITLE}. Nature Neuroscience, 26(5), 820–829.",
    "links behind": f"Stegemann A. {TITLE}. Nat Neurosci. 2023;26(5):820-829. Full text | PubMed | [Google Scholar]",
    "accessed": f"Stegemann A. {TITLE}. Nat Neurosci. 2023;26(5):820-829. Available from: https://a.example/x."
    " Accessed 3 May 2024.",
}


def read(text: str, *links: TypedLink) -> Record:
    record = parse_typed_entry("line 1", text, links)
    assert isinstance(record, Record), record
    return record


@pytest.mark.parametrize("style", STYLES)
def test_every_style_tells_the_same_work(style: str) -> None:
    work = read(STYLES[style]).csl
    first = get_names(work, "author")[0]
    assert (get_text(work, "title"), get_year(work), first.family, first.given[0]) == (TITLE, 2023, "Stegemann", "A")
    assert get_text(work, "container-title").replace(".", "") in {"Nature Neuroscience", "Nat Neurosci"}
    assert (work["type"], work["volume"], work["page"]) == ("article-journal", "26", "820-829")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Mayer E. The Mind-Gut Connection. 2nd ed. New York: Harper Wave; 2016.",
            {"type": "book", "title": "The Mind-Gut Connection", "publisher": "Harper Wave", "edition": "2"},
        ),
        (
            "Turk DC. Fear of pain. In: Smith J, ed. Handbook of Pain. New York, NY: Springer; 2010:33-45.",
            {"type": "chapter", "title": "Fear of pain", "container-title": "Handbook of Pain", "page": "33-45"},
        ),
        (
            "World Health Organization. ICD-11 for Mortality Statistics. 2019. https://icd.who.int. Accessed May 2024.",
            {"type": "webpage", "title": "ICD-11 for Mortality Statistics", "URL": "https://icd.who.int"},
        ),
        (
            "Wolfe F, et al. 2016 Revisions to the 2010/2011 criteria. Semin Arthritis Rheum. 2016;46(3):319-329.",
            {"title": "2016 Revisions to the 2010/2011 criteria", "container-title": "Semin Arthritis Rheum"},
        ),
        (
            "National Institute for Health and Care Excellence. Chronic pain in over 16s. NICE guideline NG193. 2021.",
            {"title": "Chronic pain in over 16s", "container-title": "NICE guideline NG193"},
        ),
        (
            "Deutsche Rentenversicherung Bund (Hrsg.): Rahmenkonzept zur Rehabilitation. 5. Aufl., Berlin 2021",
            {"title": "Rahmenkonzept zur Rehabilitation", "editor": [{"literal": "Deutsche Rentenversicherung Bund"}]},
        ),
        (
            "Versus Arthritis. Fibromyalgia: information booklet. https://www.versusarthritis.org/f.pdf",
            {"title": "Fibromyalgia: information booklet", "author": [{"literal": "Versus Arthritis"}]},
        ),
        (
            "Fibromyalgia. Mayo Clinic. https://www.mayoclinic.org/x",
            {"title": "Fibromyalgia", "publisher": "Mayo Clinic"},
        ),
        (
            "Smith, J. (2019). Living with pain [Doctoral dissertation, University of Leeds]. https://theses.example/1",
            {"type": "thesis", "title": "Living with pain", "publisher": "University of Leeds"},
        ),
        (
            "Walitt B, et al. Cannabinoids for pain. Cochrane Database Syst Rev 2016, Issue 7. Art. No.: CD011694.",
            {"title": "Cannabinoids for pain", "issue": "7", "page": "CD011694", "issued": {"date-parts": [[2016]]}},
        ),
        (
            "S3-Leitlinie „Therapie des Fibromyalgiesyndroms“. AWMF-Registernummer 145/004, 2017.",
            {"title": "S3-Leitlinie „Therapie des Fibromyalgiesyndroms“"},
        ),
        ("Efremov A. A new theory of pain. J Pain. 2020;1:1-9.", {"title": "A new theory of pain"}),
        ("Is fibromyalgia real? J Pain. 2019;20(3):1-9.", {"title": "Is fibromyalgia real?"}),
        ("Vitamin D and pain. J Pain. 2019;20(3):1-9.", {"title": "Vitamin D and pain", "container-title": "J Pain"}),
    ],
)
def test_other_works_and_odd_titles(text: str, told: dict[str, str]) -> None:
    work = read(text).csl
    assert {name: work.get(name) for name in told} == told


def test_identifiers_come_from_words_and_links() -> None:
    work = read(
        f"{STYLES['AMA']} doi:10.1038/s41593-023-01291-x. PMID: 37024573. Full text",
        TypedLink("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC11494424/", "Full text"),
    ).csl
    assert (work["DOI"], work["PMID"], work["PMCID"]) == ("10.1038/s41593-023-01291-x", "37024573", "PMC11494424")
    assert work["custom"]["full-text-url"] == "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC11494424/"


@pytest.mark.parametrize(
    "text",
    [
        "Personal communication, Dr. Smith",
        "See above.",
        "Stegemann et al., 2023, Nature Neuroscience",
        "https://pubmed.ncbi.nlm.nih.gov/37024573/",
        "ibid.",
        "2019",
        "",
    ],
)
def test_what_tells_no_work_is_refused(text: str) -> None:
    assert isinstance(parse_typed_entry("line 1", text), Refusal)


def test_refusal_of_an_entry_with_a_year_does_not_say_that_it_has_none() -> None:
    refused = parse_typed_entry("line 1", "Sluka & Clauw 2016 Neurobiology of fibromyalgia, Neuroscience 338: 114-29")
    assert isinstance(refused, Refusal)
    assert refused.reason == "Its parts cannot be told apart: author, year, title and journal."


@pytest.mark.parametrize(
    "line", ["Full text", "https://a.example/b", "doi:10.1000/x", "[PubMed] [Full text]", "PMID: 1234567"]
)
def test_line_of_links_belongs_to_the_entry_above(line: str) -> None:
    assert is_link_line(line)
    assert not is_link_line(f"Smith A. Something. {line}")


@hypothesis.given(
    st.lists(
        st.one_of(st.sampled_from([*STYLES.values(), "(2023)", "et al.", "In: ", "“", ". "]), st.text()), max_size=8
    )
)
def test_any_text_is_read_or_refused(pieces: list[str]) -> None:
    started = time.perf_counter()
    parse_typed_entry("line 1", " ".join(pieces))
    assert time.perf_counter() - started < 2
