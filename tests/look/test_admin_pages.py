"""The pages of the admin: a long list keeps what else the address asks for, and each page has a main heading."""

import pytest
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from wagtail.models import Page


def test_links_keep_the_filter_of_the_list() -> None:
    request = RequestFactory().get("/admin/reports/reviews-due/", {"status": "never", "p": "2"})
    page = Paginator(range(5), 2).page(2)
    html = render_to_string("components/admin/pages.html", {"page_obj": page}, request)
    assert 'href="?status=never&amp;p=1"' in html
    assert 'href="?status=never&amp;p=3"' in html


def test_short_list_has_no_links() -> None:
    page = Paginator(range(2), 2).page(1)
    assert "<a" not in render_to_string("components/admin/pages.html", {"page_obj": page})


@pytest.mark.django_db
@pytest.mark.parametrize("model", ["routingrule", "lettertemplate", "dutyshift"])
def test_form_of_a_record_has_one_main_heading(mia_client: Client, model: str) -> None:
    html = mia_client.get(f"/admin/snippets/intake/{model}/add/").content.decode()
    assert html.count("<h1") == 1


@pytest.mark.django_db
def test_form_of_a_page_has_one_main_heading(dora_client: Client, starter_site: None) -> None:
    page = Page.objects.filter(depth=3).first()
    html = dora_client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert html.count("<h1") == 1
