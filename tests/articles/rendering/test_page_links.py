"""Links to pages must lead where Wagtail's own handler would lead, with one query for all of them."""

import pytest
from django.utils import translation
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from tests.articles.builders import queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def link(page: Page | str) -> str:
    return f'<a linktype="page" id="{page if isinstance(page, str) else page.pk}">x</a>'


def test_links_lead_to_pages() -> None:
    pages = [Page.objects.get(slug=slug) for slug in ("faq", "clinic", "about", "faq")]
    html = "".join(map(link, pages))
    expand_db_html(html)  # fills Wagtail's cache of site addresses
    with queries() as statements:
        expanded = expand_db_html(html)
    assert expanded == '<a href="/faq/">x</a><a href="/">x</a><a href="/about/">x</a><a href="/faq/">x</a>'
    assert len(statements) == 1


@pytest.mark.parametrize("id_", ["999999", "", "abc", "²"])
def test_link_to_a_missing_page_has_no_target(id_: str) -> None:
    assert expand_db_html(link(id_)) == "<a>x</a>"


def test_link_to_a_draft_has_no_target() -> None:
    faq = Page.objects.get(slug="faq").specific
    faq.unpublish()
    assert expand_db_html(link(faq)) == "<a>x</a>"


def test_link_leads_to_the_published_translation() -> None:
    faq = Page.objects.get(slug="faq").specific
    translated = Page.objects.get(slug="fragen").specific
    with translation.override("de"):
        assert expand_db_html(link(faq)) == '<a href="/de/fragen/">x</a>'
        translated.unpublish()
        assert expand_db_html(link(faq)) == '<a href="/faq/">x</a>'
        translated.save_revision().publish()
        assert expand_db_html(link(faq)) == '<a href="/de/fragen/">x</a>'
    assert expand_db_html(link(faq)) == '<a href="/faq/">x</a>'
