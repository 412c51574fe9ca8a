"""Which part of an article a line becomes, where files leave it open, and what the editor is told."""

import pytest

from articles.importing.outline import CallToAction, Questions
from articles.importing.source_files import read_source
from articles.importing.structure import read_outline
from tests.articles.importing.outlines import BIGATTI, CHOY, get_entries, get_prose, get_remarks, read_text
from tests.articles.importing.word import build_docx, paragraph


def test_items_of_markdown_that_are_all_number_one_are_counted() -> None:
    text = f"# Sleep\n\nSleep[1] matters.[2]\n\n1. One\n1. Two\n\n## References\n\n1. {CHOY}\n1. {BIGATTI}\n"
    outline = read_text(text, "a.md")
    assert get_entries(outline) == [(1, CHOY), (2, BIGATTI)]
    assert get_prose(outline) == "<p>Sleep{1} matters.{2}</p><ol><li>One</li><li>Two</li></ol>"


def test_numbers_of_an_item_of_markdown_may_leave_one_out() -> None:
    outline = read_text(f"# Sleep\n\nSleep matters.[3]\n\n## References\n\n1. {CHOY}\n3. {BIGATTI}\n", "a.md")
    assert [number for number, _words in get_entries(outline)] == [1, 3]


@pytest.mark.parametrize(
    ("title", "left_out"), [("Sleep^1^", "1"), ("Sleep [1,2]", "[1,2]"), ("Sleep²", "²"), ("Sleep in 2^nd^ place", "")]
)
def test_title_loses_its_markers(title: str, left_out: str) -> None:
    outline = read_text(f"# {title}\n\nWords [1].\n\n## References\n\n1. {CHOY}\n", "a.md")
    told = [f"Line 1: “{left_out}” cannot cite here, so the marker was left out."] if left_out else []
    assert (outline.title if left_out else "Sleep", get_remarks(outline)) == ("Sleep", told)


def test_sentence_is_no_title_above_real_headings() -> None:
    outline = read_text("<p>Sleep matters.</p><h2>Why</h2><p>Because.</p>", "a.html")
    assert (outline.title, get_prose(outline)) == ("a", "<p>Sleep matters.</p><p>Because.</p>")
    outline = read_text("Sleep matters.\n\nIt does so every night, and longer than anybody thinks.\n")
    assert outline.title == "Sleep matters."
    assert get_remarks(outline) == ["Line 1: “Sleep matters.” is the title now. It may be a sentence."]


def test_two_line_breaks_end_a_paragraph() -> None:
    text = (
        f"Sleep and you<br><br>Sleep matters [1].<br>Much.<br> <br>Why<br><br>It does.<br><br>References<br>1. {CHOY}"
    )
    outline = read_text(text, "a.html")
    assert (outline.title, outline.headings, get_entries(outline)) == ("Sleep and you", ["Why"], [(1, CHOY)])
    assert get_prose(outline) == "<p>Sleep matters {1}.<br/>Much.</p><p>It does.</p>"


def test_names_of_parts_of_a_list_are_no_authors() -> None:
    text = f"Food\n\nFood matters [1, 2].\n\nReferences\n\nBooks\n\n1. {CHOY}\n\nArticles\n\n2. {BIGATTI}\n"
    outline = read_text(text)
    assert get_entries(outline) == [(1, CHOY), (2, BIGATTI)]
    assert get_remarks(outline) == [
        f"Line {line}: “{words}” stands behind the list of works and is a paragraph now."
        for line, words in ((7, "Books"), (11, "Articles"))
    ]


def test_question_above_a_button_is_the_call_to_action() -> None:
    outline = read_text(
        "Travel\n\nGo.\n\nFAQ\n\nMay I fly?\n\nYes.\n\nWould you like to know more?\n\nCheck eligibility\n"
    )
    questions, action = outline.parts[-2:]
    assert isinstance(questions, Questions)
    assert isinstance(action, CallToAction)
    assert [item.words for item in questions.items] == ["May I fly?"]
    assert (action.heading, action.button) == ("Would you like to know more?", "Check eligibility")


def test_head_of_an_email_is_left_out() -> None:
    outline = read_text("From: Ann\nSubject: Draft\n\nTitle: Heat helps\n\nWarmth soothes.\n")
    assert (outline.title, outline.headings, get_prose(outline)) == ("Heat helps", [], "<p>Warmth soothes.</p>")


def test_interval_behind_a_number_is_no_marker() -> None:
    entries = "".join(f"{number}. {CHOY}\n" for number in range(1, 8))
    outline = read_text(f"Scores\n\nThey fell to 5 [3, 7] points [1]. In 2014 [2, 4] more.\n\nReferences\n\n{entries}")
    assert get_prose(outline) == "<p>They fell to 5 [3, 7] points {1}. In 2014 {2}{4} more.</p>"


@pytest.mark.parametrize(
    ("look", "words"), [("<w:vanish/>", "Hidden words of the Word file"), ("<w:strike/>", "Words that were struck out")]
)
def test_looks_of_word_that_are_lost_are_told(look: str, words: str) -> None:
    odd = f"<w:r><w:rPr>{look}</w:rPr><w:t>all</w:t></w:r>"
    outline = read_outline(read_source("a.docx", build_docx(paragraph("Heat", style="Title"), paragraph(odd))), "a")
    assert get_remarks(outline) == [f"{words} are ordinary text now. Remove what is not meant."]
