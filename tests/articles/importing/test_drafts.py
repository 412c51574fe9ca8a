import time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageLogEntry

from articles.importing.drafts import bring_article
from articles.importing.history import BRING_ACTION
from articles.models import ArticleIndexPage, ArticlePage
from references.formats.records import UnreadableFile
from references.models import Reference
from tests.articles.importing.articles import build_perspective_docx, read_file

pytestmark = pytest.mark.django_db

HEADINGS = [
    "Central sensitisation",
    "The fear-pain connection",
    "Why conventional treatment hits a ceiling",
    "The gut-brain axis",
    "The structural approach",
]
BLOCKS = {"prose": 6, "heading": 5, "key_insight": 2, "questions": 1, "call_to_action": 1}
WORKS = ["stegemann2023", "efremov2024", "kalisch2024", "jacobs2021"]
NO_STANDFIRST = "The standfirst is empty. Write one or two sentences that say what a reader will learn."
SAME_TITLE = "An article with this title is published already. This is another one."
BYLINE = "“By Dr. Anna Example” was left out. Choose authors and reviewers on the page."
SURROUNDING = "was left out. It is no part of the text."
AROUND = "What the web page has around the article was left out"
NOT_CITED = "Entry 5 is not cited in the text."
INTERVAL = "“[4, 9]” was left as text: it reads like an interval."
# Of each format: the file, the lines of the entries, of the byline, of the two uncited answers, and its other warnings.
FORMATS = {
    "perspective.txt": (
        [57, 58, 59, 60, 61],
        3,
        "43, 52",
        [
            f"Line 26: {INTERVAL}",
            f"Line 69: “Last updated: 3 March 2025” {SURROUNDING}",
            f"Line 70: “© 2025 The Clinic. All rights reserved.” {SURROUNDING}",
        ],
    ),
    "perspective.md": (
        [64, 65, 66, 67, 68],
        3,
        "46, 58",
        [
            f"Line 26: {INTERVAL}",
            f"Line 76: “Last updated: 3 March 2025 © 2025 The Clinic. All rights…” {SURROUNDING}",
        ],
    ),
    "perspective.html": (
        [77, 80, 83, 85, 88],
        19,
        "64, 70",
        [
            "Line 36: An image (“The loop of fear and pain”) was left out. Add it in the editor.",
            f"{AROUND}: “© 2025 The Clinic. All rights reserved.”",
        ],
    ),
    "perspective.docx": ([36, 37, 38, 39, 40], 2, "27, 33", []),
}


def read_format(name: str) -> bytes:
    return build_perspective_docx() if name.endswith(".docx") else read_file(name)


@pytest.mark.parametrize("name", FORMATS)
def test_article_reads_alike_in_every_format(index: ArticleIndexPage, name: str) -> None:
    lines, byline, uncited, others = FORMATS[name]
    report = bring_article(name, read_format(name), index, is_dry_run=True).report.to_json()
    assert list(report) == ["title", "headings", "citations", "references", "blocks", "warnings"]
    assert report["title"] == "Fibromyalgia: The Neural Network Perspective"
    assert report["headings"] == HEADINGS
    assert report["citations"] == {"count": 14, "works": 4}
    assert report["blocks"] == BLOCKS
    references = report["references"]
    assert [(work["line"], work["number"], work["key"]) for work in references["matched"]] == [
        (line, place, key) for place, (line, key) in enumerate(zip(lines, WORKS, strict=False), 1)
    ]
    assert references["new"] == []
    assert references["refused"] == [
        {
            "line": lines[4],
            "reason": "It has no year, DOI, PubMed number or web address. “Our own patient notes, not published.”",
        }
    ]
    assert sorted(report["warnings"]) == sorted(
        [
            SAME_TITLE,
            NO_STANDFIRST,
            f"Answers have no citation (lines {uncited}): cite works, or mark them as the clinic's own view.",
            f"Line {byline}: {BYLINE}",
            f"Line {lines[4]}: {NOT_CITED}",
            *others,
        ]
    )


def test_draft_holds_what_the_file_said(index: ArticleIndexPage) -> None:
    page = bring_article("perspective.txt", read_file("perspective.txt"), index).page
    assert page is not None
    article = ArticlePage.objects.get(pk=page.pk)
    assert (article.live, article.get_parent().pk, article.has_unpublished_changes) == (False, index.pk, True)
    body = {block.block_type: block.value for block in article.body}
    assert [item["question"] for item in body["questions"]["questions"]] == [
        "Is the pain real?",
        "Why are all my tests normal?",
        "Does stress cause fibromyalgia?",
        "What does my gut have to do with it?",
        "Should I stop my medicines?",
    ]
    assert [item["is_clinic_view"] for item in body["questions"]["questions"]] == [True, False, False, False, False]
    assert body["questions"]["questions"][0]["answer"].source == (
        "<p>Yes. Pain is made by the nervous system, with or without damage in the tissues.</p>"
    )
    assert dict(body["call_to_action"]) == {
        "heading": "Ready to see if this applies to your situation?",
        "text": "Answer some questions about your pain. It takes about ten minutes.",
        "button": "Check eligibility",
    }
    works = {work.key: work for work in Reference.objects.all()}
    jacobs, stegemann = works["jacobs2021"], works["stegemann2023"]
    assert body["key_insight"]["text"].source == (
        "<p>The gut is one side of a loop, not its only cause "
        f'<a linktype="reference" id="{jacobs.pk}">{jacobs.label}</a>.</p>'
    )
    proses = "".join(block.value.source for block in article.body if block.block_type == "prose")
    assert "<ul><li>duloxetine, milnacipran and pregabalin</li><li>low-impact exercise</li>" in proses
    assert "[12 of 40]" in proses
    assert "CI [4, 9]" in proses
    assert proses.count(f'<a linktype="reference" id="{stegemann.pk}">') == 4
    log = PageLogEntry.objects.get(action=BRING_ACTION, page_id=page.pk)
    assert log.data["file"] == "perspective.txt"


def test_dry_run_writes_nothing(index: ArticleIndexPage) -> None:
    counts = ArticlePage.objects.count(), Reference.objects.count(), PageLogEntry.objects.count()
    bring_article("german.txt", read_file("german.txt"), index, is_dry_run=True)
    assert (ArticlePage.objects.count(), Reference.objects.count(), PageLogEntry.objects.count()) == counts


def test_second_import_makes_another_draft_and_no_other_works(index: ArticleIndexPage) -> None:
    first = bring_article("german.txt", read_file("german.txt"), index)
    works = set(Reference.objects.values_list("key", flat=True))
    second = bring_article("german.txt", read_file("german.txt"), index)
    assert ArticlePage.objects.filter(title=first.report.title, live=False).values("slug").distinct().count() == 2
    assert set(Reference.objects.values_list("key", flat=True)) == works
    found = [*first.report.matched, *first.report.new]
    assert {work["key"] for work in second.report.matched} == {work["key"] for work in found}
    assert second.report.new == []
    assert "There is a draft with this title already. This is another one." in second.report.warnings
    assert "There is a draft with this title already. This is another one." not in first.report.warnings


@pytest.mark.parametrize("name", FORMATS)
def test_starter_sized_article_takes_less_than_two_seconds(index: ArticleIndexPage, name: str) -> None:
    content = read_format(name)
    started = time.perf_counter()
    bring_article(name, content, index)
    assert time.perf_counter() - started < 2


def test_report_keeps_nobody_from_writing(index: ArticleIndexPage) -> None:
    """On SQLite, visitors can send nothing while a transaction lasts, and reading a file may take a while."""
    with CaptureQueriesContext(connection) as queries:
        bring_article("perspective.txt", read_file("perspective.txt"), index, is_dry_run=True)
    assert not [query["sql"] for query in queries if query["sql"].startswith("SAVEPOINT")]


def test_file_is_read_before_the_transaction(index: ArticleIndexPage, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0), pytest.raises(UnreadableFile):
        bring_article("a.txt", b"a" * 100_000, index)


def test_authors_and_years_that_name_no_single_entry_are_told(index: ArticleIndexPage) -> None:
    text = """Memory

People forget words (Clauw 2014a; Gray, 2019). Others do not (Clauw, 2014), or so it is said (Nobody, 1999).

References

Clauw, D. J. (2014a). Fibromyalgia: A clinical review. JAMA, 311(15), 1547-1555.

Clauw, D. J. (2014b). Another paper of the year. Pain, 1(1), 1-2.

Gray, A. (2019). Memory and pain. Pain, 6(1), 3-4.
"""
    report = bring_article("a.txt", text.encode(), index, is_dry_run=True).report
    assert (report.citation_count, report.cited_work_count) == (2, 2)
    words = "reads like a citation and names no single entry. It was left as text."
    assert [told for told in report.warnings if words in told] == [
        f"Line 3: “(Clauw, 2014)” {words}",
        f"Line 3: “(Nobody, 1999)” {words}",
    ]
