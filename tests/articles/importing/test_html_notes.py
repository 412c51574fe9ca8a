"""Footnotes and endnotes, as each program writes them in HTML, are the list of works."""

import pytest

from tests.articles.importing.outlines import BIGATTI, CHOY, get_entries, get_prose, read_text

WORD = """<h1>Sleep</h1><p class=MsoNormal>Sleep matters.<a style='mso-endnote-id:edn1' href="#_edn1" name="_ednref1"
title=""><span class=MsoEndnoteReference><![if !supportFootnotes]>[i]<![endif]></span></a> So does rest.<a href="#_edn2"
name="_ednref2" title="">[ii]</a> Again.<a href="#_edn1" name="_ednref3">[i]</a></p>
<div style='mso-element:endnote-list'><hr size=1>
<div style='mso-element:endnote' id=edn1><p class=MsoEndnoteText><a href="#_ednref1" name="_edn1"
title="">[i]</a> {}</p></div>
<div style='mso-element:endnote' id=edn2><p class=MsoEndnoteText><a href="#_ednref2" name="_edn2">[ii]</a> {}</p></div>
</div>"""
GOOGLE_DOCS = """<h1>Sleep</h1><p><span>Sleep matters.</span><sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup><span>
So does rest.</span><sup><a href="#ftnt2" id="ftnt_ref2">[2]</a></sup> Again.<sup><a href="#ftnt1">[1]</a></sup></p>
<hr><div><p><a href="#ftnt_ref1" id="ftnt1">[1]</a><span>&nbsp;{}</span></p></div>
<div><p><a href="#ftnt_ref2" id="ftnt2">[2]</a><span>&nbsp;{}</span></p></div>"""
PANDOC = """<h1>Sleep</h1><p>Sleep matters.<a href="#fn1" class="footnote-ref" id="fnref1"><sup>1</sup></a> So does
rest.<a href="#fn2" id="fnref2"><sup>2</sup></a> Again.<a href="#fn1"><sup>1</sup></a></p>
<section class="footnotes"><hr><ol><li id="fn1"><p>{}<a href="#fnref1" class="footnote-back">↩︎</a></p></li>
<li id="fn2"><p>{}<a href="#fnref2">↩︎</a></p></li></ol></section>"""
WORDPRESS = """<h1>Sleep</h1><p>Sleep matters.<sup data-fn="a-b" class="fn"><a href="#a-b" id="a-b-link">1</a></sup> So
does rest.<sup class="fn"><a href="#c-d" id="c-d-link">2</a></sup> Again.<sup><a href="#a-b">1</a></sup></p>
<ol class="wp-block-footnotes"><li id="a-b">{} <a href="#a-b-link">↩︎</a></li><li id="c-d">{} <a href="#c-d-link">↩︎</a>
</li></ol>"""
NAMED_HEADING = PANDOC.replace('<section class="footnotes">', "<h2>References</h2>\n<section>")
PROGRAMS = {
    "Word": WORD,
    "Google Docs": GOOGLE_DOCS,
    "pandoc": PANDOC,
    "WordPress": WORDPRESS,
    "a heading above the notes": NAMED_HEADING,
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_notes_are_the_list_of_works(program: str) -> None:
    outline = read_text(PROGRAMS[program].format(CHOY, BIGATTI), "a.html")
    assert get_entries(outline) == [(1, CHOY), (2, BIGATTI)]
    assert get_prose(outline) == "<p>Sleep matters.{1} So does rest.{2} Again.{1}</p>"


@pytest.mark.parametrize(("list_name", "notes_name"), [("References", "Notes"), ("Literatur", "Anmerkungen")])
def test_notes_beside_a_list_of_works_are_notes(list_name: str, notes_name: str) -> None:
    page = PANDOC.replace("<section", f"<h2>{list_name}</h2><p>[1] {CHOY}</p><section").replace(
        "matters.", "matters [1]."
    )
    outline = read_text(page.format("Naps too.", "In bed."), "a.html")
    assert get_entries(outline) == [(1, CHOY)]
    assert outline.headings == [notes_name]
    assert get_prose(outline) == (
        "<p>Sleep matters {1}. (*1) So does rest. (*2) Again. (*1)</p>"
        "<ol><li>(*1) Naps too.</li><li>(*2) In bed.</li></ol>"
    )


def test_links_within_a_page_are_no_notes() -> None:
    page = (
        '<h1 id="top">Sleep</h1><ul><li><a href="#one" id="to-one">One</a></li></ul><h2 id="one">One</h2>'
        '<p>Words. <a href="#top">Up</a></p>'
    )
    outline = read_text(page, "a.html")
    assert (outline.headings, outline.entries) == (["One"], [])


def test_notes_of_markdown_are_no_entries_of_a_list_beside_them() -> None:
    text = f"# Sleep\n\nNaps.[^nap] Sleep matters.[1]\n\n## Sources\n\n1. {CHOY}\n\n[^nap]: In our experience.\n"
    outline = read_text(text, "a.md")
    assert get_entries(outline) == [(1, CHOY)]
    assert get_prose(outline) == "<p>Naps. (*1) Sleep matters.{1}</p><ol><li>(*1) In our experience.</li></ol>"


def test_notes_of_markdown_below_their_heading_are_the_list() -> None:
    text = f"# Sleep\n\nSleep matters.[^a]\n\n## Sources\n\n[^a]: {CHOY}\n"
    outline = read_text(text, "a.md")
    assert get_entries(outline) == [(1, CHOY)]
    assert get_prose(outline) == "<p>Sleep matters.{1}</p>"
