"""Lines of plain text that were broken to a width, or were not."""

import pytest

from tests.articles.importing.outlines import BIGATTI, CHOY, get_entries, get_prose, get_remarks, read_text


def test_full_lines_that_end_sentences_were_not_broken() -> None:
    text = """Fibromyalgia is real
The tests
Pain is always made by the nervous system. That is true for a broken leg as well.
What you can do
Rest a little, move a little, and sleep as well as you can. Nobody can do it all.
Look after yourself
"""
    outline = read_text(text)
    assert outline.headings == ["The tests", "What you can do"]


def test_lines_that_hang_below_a_number_belong_to_its_entry() -> None:
    text = """Exercise

It hurts to move, and not moving hurts more [1]. Start low and go slow [2].

References

[1] Busch AJ, Webber SC, Richards RS, et al. Resistance exercise
    training for fibromyalgia. Cochrane Database Syst Rev. 2013
    Dec 20;2013(12):CD010884.
[2] Choy EH. The role of sleep in pain and fibromyalgia. Nat Rev
    Rheumatol. 2015;11(9):513-520.
"""
    assert [number for number, _words in get_entries(read_text(text))] == [1, 2]


@pytest.mark.parametrize(
    ("end", "beginning", "joined", "is_told"),
    [
        ("Some-", "thing hurts.", "Some-thing hurts.", True),
        ("the Ner-", "vensystem ist da.", "the Nervensystem ist da.", False),
        ("pages 1547-", "1555 say so.", "pages 1547-1555 say so.", False),
        ("Schmerz-", "und Angstzentren.", "Schmerz- und Angstzentren.", False),
        ("be\u00ad", "kommen.", "bekommen.", False),
    ],
)
def test_word_broken_at_the_end_of_a_line_is_joined(end: str, beginning: str, joined: str, is_told: bool) -> None:
    line = "The first words of this line are here only to fill it up to its width "
    text = f"Title\n\n{line}\n{line}and\n{line}{end}\n{beginning} Nervensystem"
    outline = read_text(text)
    assert joined in get_prose(outline)
    told = ["Line 5: “Some-thing” was broken at the end of a line. Check its hyphen."]
    assert [remark for remark in get_remarks(outline) if "hyphen" in remark] == (told if is_told else [])


def test_ligatures_become_letters() -> None:
    assert (
        get_prose(read_text("Title\n\nDie Be\ufb01ndlichkeit ist e\ufb00ektiv."))
        == "<p>Die Befindlichkeit ist effektiv.</p>"
    )


def test_numbers_of_headings_go_and_numbers_in_headings_stay() -> None:
    text = "# Sleep\n\n## 7 myths\n\nOne.\n\n## 10 tips for tonight\n\nTwo.\n\n## 3. What helps\n\nThree.\n"
    assert read_text(text, "a.md").headings == ["7 myths", "10 tips for tonight", "What helps"]
    text = "# Sleep\n\n## 1 What it is\n\nOne.\n\n## 2 What helps\n\nTwo.\n\n## 3 References\n\n1. " + CHOY
    outline = read_text(text, "a.md")
    assert (outline.headings, get_entries(outline)) == (["What it is", "What helps"], [(1, CHOY)])


def test_line_alone_is_the_title() -> None:
    outline = read_text("Fibromyalgia in men\n")
    assert (outline.title, outline.parts) == ("Fibromyalgia in men", [])
    assert get_remarks(outline) == ["The file has no text beside its title and its list of works."]


def test_number_that_stands_twice_begins_an_entry_of_its_own() -> None:
    outline = read_text(f"Sleep\n\nSleep matters [1].\n\nReferences\n\n1. {CHOY}\n\n1. {BIGATTI}\n")
    assert get_entries(outline) == [(1, CHOY), (1, BIGATTI)]
    assert get_remarks(outline) == ["Line 9: The number 1 stands twice in the list."]
