import re

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory
from wagtail.models import Page

from tests.articles.builders import html_of, queries

pytestmark = pytest.mark.django_db

BOTH = "{% load navigation %}{% main_navigation as main %}{% footer_navigation as foot %}{% main_navigation as again %}"
SHOWN = BOTH + "{% for item in main %}{{ item.title }} {{ item.url }} {{ item.is_current }};{% endfor %}"
FOOT = BOTH + "{% for item in foot %}{{ item.title }} {{ item.url }};{% endfor %}"


def render(template: str, address: str = "/articles/something/") -> str:
    return Template(template).render(Context({"request": RequestFactory().get(address)}))


def test_menus_list_published_pages(site: None) -> None:
    assert render(SHOWN) == "Articles /articles/ True;Questions and answers /faq/ False;Who we are /about/ False;"
    assert re.findall(r"(/\S+/);", render(FOOT)) == [
        "/glossary/",
        "/being-a-patient/",
        "/contact/",
        "/how-we-make-our-pages/",
        "/privacy/",
        "/accessibility/",
        "/imprint/",
    ]


def test_menus_omit_drafts(site: None) -> None:
    Page.objects.get(slug="faq").specific.unpublish()
    assert "faq" not in render(SHOWN)


def test_menus_take_one_query_per_request(site: None) -> None:
    request = RequestFactory().get("/")
    page = Page.objects.get(slug="faq")
    Template(SHOWN).render(Context({"request": request, "page": page}))
    del request._navigation
    with queries() as statements:
        Template(SHOWN + FOOT).render(Context({"request": request, "page": page}))
    assert len(statements) == 1


def test_no_menu_without_a_request_or_a_site(db: None) -> None:
    assert Template(SHOWN).render(Context({})) == ""


def test_current_page_is_marked(site: None, client: Client) -> None:
    assert 'aria-current="page"' in html_of(client, "/faq/") or 'aria-current="true"' in html_of(client, "/faq/")
