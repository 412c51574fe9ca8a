"""Whatever editors paste or delete, or do at once, they are told, and readers get a whole page.

Beside this: lost blocks and pictures in tests/articles/body_checks, uploads in tests/articles/uploads, charts and
films in modules of their own here.
"""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.blocks import StreamValue
from wagtail.models import Page

from articles.models import ArticlePage, InformationPage
from articles.review.body_report import report_body
from tests.articles.builders import (
    build_edit_form,
    faq,
    html_of,
    make_article,
    make_entry,
    make_person,
    make_topic,
    name_authors,
    prose,
    stream,
    table,
)
from tests.references.builders import cite, make_reference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

WORD_HTML = (
    '<p class="MsoNormal" style="mso-margin-top-alt:auto"><o:p>&nbsp;</o:p><span lang="DE">Words <b>kept</b></span></p>'
    "<!--[if gte mso 9]><xml></xml><![endif]--><script>alert(1)</script>"
)


def edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def read_draft(article: ArticlePage) -> StreamValue:
    body: StreamValue = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object().body
    return body


def type_text(article: ArticlePage, *paragraphs: str, url: str = "") -> dict[str, Any]:
    """Return the form of an article with a text as its editor sends it, each paragraph a link if there is a URL."""
    link = {"type": "LINK", "mutability": "MUTABLE", "data": {"url": url}}
    written = [
        {
            "key": f"k{place}",
            "text": text,
            "type": "unstyled",
            "depth": 0,
            "inlineStyleRanges": [],
            "entityRanges": [{"key": 0, "offset": 0, "length": len(text)}] if url else [],
        }
        for place, text in enumerate(paragraphs)
    ]
    form = build_edit_form(article, "<p>a</p>")
    form["body-0-value"] = json.dumps({"blocks": written, "entityMap": {"0": link} if url else {}})
    return form


def test_what_is_deleted_underneath_leaves_a_whole_page(client: Client, cleo_client: Client) -> None:
    work, person, topic = make_reference("Gray"), make_person(), make_topic()
    entry = make_entry("What is gone?", topic=topic)
    article = make_article("Left", prose(f"<p>Words.{cite(work)}</p>"), faq(entry), slug="left")
    name_authors(article, person)
    # Past the guards that refuse to delete what is in use.
    entry.delete()
    for record in (work, person.authorships.get()):
        type(record).objects.filter(pk=record.pk)._raw_delete("default")
    html = html_of(client, article.url)
    assert "Words.</p>" in html
    assert "What is gone?" not in html
    told = html_of(cleo_client, edit_url(article))
    assert "Citations on this page need your attention." in told
    assert "question" in told.partition('class="messages"')[2][:3000]


def test_page_that_moves_while_it_is_edited_is_saved_where_it_is(cleo_client: Client) -> None:
    page, other = InformationPage.objects.filter(locale__language_code="en")[:2]
    form = {
        name: value
        for name, value in build_edit_form(ArticlePage(title=page.title, slug=page.slug), "<p>New words.</p>").items()
        if not name.startswith(("authorships", "standfirst", "change"))
    }
    page.move(other, pos="last-child")
    assert cleo_client.post(edit_url(page), form).status_code == 302
    page = InformationPage.objects.get(pk=page.pk)
    assert page.get_parent().pk == other.pk
    assert "New words." in str(page.get_latest_revision_as_object().body)


def test_second_editor_is_told_before_overwriting(cleo_client: Client, dora_client: Client) -> None:
    article = make_article("Two", prose("<p>Old.</p>"))
    loaded = article.get_latest_revision()
    assert cleo_client.post(edit_url(article), type_text(article, "By Cleo.")).status_code == 302
    known = {"loaded_revision_id": str(loaded.pk), "loaded_revision_created_at": loaded.created_at.isoformat()}
    stale = {**type_text(article, "By Dora."), **known}
    refused = dora_client.post(edit_url(article), stale, headers={"Accept": "application/json"})
    assert refused.status_code == 400
    assert "Saving will overwrite a newer version." in refused.json()["error_message"]
    assert "By Cleo." in str(read_draft(article))


def test_pasted_markup_of_word_is_dropped(cleo_client: Client) -> None:
    article = make_article("Word", prose("<p>Old.</p>"))
    form = build_edit_form(article, WORD_HTML)
    assert cleo_client.post(edit_url(article), form).status_code == 302
    stored = str(read_draft(article).get_prep_value())
    assert "Words <b>kept</b>" in stored
    assert not [mark for mark in ("Mso", "style", "o:p", "<span", "script", "<!--") if mark in stored]


def test_links_that_run_code_are_dropped_and_the_editor_is_told(cleo_client: Client) -> None:
    article = make_article("Links", prose("<p>Old.</p>"))
    for url in ("javascript:alert(1)", "JaVa\tScript:alert(1)", "data:text/html,x", "vbscript:x"):
        assert cleo_client.post(edit_url(article), type_text(article, "Click here", url=url)).status_code == 302
        draft = read_draft(article)
        assert "href" not in str(draft.get_prep_value()), url
        assert "The link “Click here” leads nowhere" in str(report_body(draft)[0])
    assert "The link “Click here” leads nowhere" in html_of(cleo_client, edit_url(article))


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "no address"])
def test_link_fields_take_web_addresses_alone(url: str) -> None:
    block = ArticlePage.body.field.stream_block.child_blocks["picture"].child_blocks["licence_url"]
    with pytest.raises(Exception, match="Enter a valid URL"):
        block.clean(url)


def test_text_of_a_whole_book_is_refused_in_words(cleo_client: Client) -> None:
    """One of 10 MB is refused in the same way, after four seconds."""
    article = make_article("Paste", prose("<p>Old.</p>"))
    response = cleo_client.post(edit_url(article), type_text(article, *["word " * 2_000] * 31))
    assert response.status_code == 200
    (told,) = response.context["form"].non_field_errors()
    assert "characters, and a page has room for 300,000. Split it into several." in told
    assert "Old." in str(read_draft(article))


def test_table_of_500_rows_is_shown_whole(client: Client) -> None:
    article = make_article("Rows", table("", *[[f"<p>Row {row}</p>", "<p>b</p>"] for row in range(500)]))
    assert html_of(client, article.url).count("<tr>") == 501


def test_broken_markup_in_the_database_leaves_a_whole_page(client: Client) -> None:
    """Imports and older versions of the editor stored what it would not store today."""
    broken = '<p>Words <a href="javascript:alert(1)">run</a><script>alert(1)</script><b>open <a linktype="page">x</p>'
    article = make_article("Broken", prose(broken), prose("<p>Last words.</p>"))
    response = client.get(article.url)
    html = response.content.decode()
    assert "Last words." in html
    assert "</html>" in html
    # Whatever is stored, the policy lets nothing of it run.
    assert "unsafe" not in response["Content-Security-Policy"]
    assert report_body(stream(prose("<p>a</p>"))) == []
