"""Of a page of a website, and of what Word saves as one, the article is read; what is left out is said."""

from tests.articles.importing.outlines import get_prose, get_remarks, read_text

AROUND = "What the web page has around the article was left out: "
PAGE = """<!doctype html><html><head><title>Flares | Clinic</title></head><body>
<header><a href="/">The Clinic</a><nav><a href="/">Home</a></nav></header>
<div class="cookies"><p>We use cookies.</p></div>
{}
<aside><h3>Related posts</h3><p>Sleep</p></aside><footer><p>Follow us</p></footer></body></html>"""


def test_text_around_the_article_is_left_out_and_said() -> None:
    page = PAGE.format(
        "<article><h1>Flares</h1><p>A flare passes.</p><h2>What to do</h2><p>Rest &amp; wait.</p></article>"
    )
    outline = read_text(page, "a.html")
    assert (outline.title, outline.headings) == ("Flares", ["What to do"])
    assert get_prose(outline) == "<p>A flare passes.</p><p>Rest &amp; wait.</p>"
    assert get_remarks(outline) == [f"{AROUND}“The Clinic We use cookies. … Related posts Sleep Follow us”"]


def test_longest_article_is_read_among_teasers() -> None:
    words = "<p>A flare passes, and nothing is damaged by it.</p>" * 5
    page = PAGE.format(f"<h1>Flares</h1><article>{words}</article><article><p>Sleep</p></article>")
    outline = read_text(page, "a.html")
    assert (outline.title, get_prose(outline).count("passes"), "Sleep" in get_prose(outline)) == ("Flares", 5, False)


def test_list_of_articles_is_read_as_a_whole() -> None:
    page = "<h1>Our articles</h1><article><p>One of them.</p></article><article><p>Another one.</p></article>"
    assert get_prose(read_text(page, "a.html")) == "<p>One of them.</p><p>Another one.</p>"


def test_head_and_foot_of_a_page_without_an_article_are_left_out() -> None:
    outline = read_text(PAGE.format("<h1>Flares</h1><p>A flare passes.</p>"), "a.html")
    assert f"{AROUND}“The Clinic … Follow us”" in get_remarks(outline)
    assert "Follow us" not in get_prose(outline)


def test_title_and_subtitle_are_known_by_their_styles() -> None:
    for title, subtitle in (("MsoTitle", "MsoSubtitle"), ('"c3 title"', '"c4 subtitle"')):
        page = f"<p class={title}>Fear and pain</p><p class={subtitle}>Why they meet</p><p>Words.</p>"
        outline = read_text(page, "a.html")
        assert (outline.title, outline.standfirst) == ("Fear and pain", "Why they meet")


def test_changes_and_comments_of_word_are_left_out_and_said() -> None:
    page = (
        "<h1>Heat</h1><p>Warmth soothes <del>all</del><ins>most</ins> people.<span class=MsoCommentReference>"
        "<a class=msocomanchor id=_anchor_1 href='#_msocom_1' name=_msoanchor_1>[a1]</a></span> <s>Ice helps.</s></p>"
        "<div style='mso-element:comment-list'><div style='mso-element:comment'><div id=_com_1><a name=_msocom_1></a>"
        "<p><a href='#_msoanchor_1'>[a1]</a>Really?</p></div></div></div>"
    )
    outline = read_text(page, "a.html")
    assert get_prose(outline) == "<p>Warmth soothes most people. Ice helps.</p>"
    assert get_remarks(outline) == [
        "Comments in the Word file were left out.",
        "Deleted words, of changes that are tracked, were left out.",
        "Words that were struck out are ordinary text now. Remove what is not meant.",
    ]


def test_links_lose_the_host_that_counts_who_follows_them() -> None:
    for host in ("www.google.com/url?q=", "eur01.safelinks.protection.outlook.com/?data=1&amp;url="):
        page = (
            f'<h1>Help</h1><p>Ask <a href="https://{host}https%3A%2F%2Fexample.org%2Fa%3Fb%3D1&amp;sa=D">them</a>.</p>'
        )
        assert get_prose(read_text(page, "a.html")) == '<p>Ask <a href="https://example.org/a?b=1">them</a>.</p>'


def test_line_with_a_link_is_no_heading() -> None:
    page = '<h1>Help</h1><p>Ask them.</p><p>Read more at <a href="https://example.org/">their place</a></p><p>Rest.</p>'
    assert read_text(page, "a.html").headings == []
