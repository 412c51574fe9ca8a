"""The pages of a long list in the admin keep what else the address asks for."""

from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory


def test_links_keep_the_filter_of_the_list() -> None:
    request = RequestFactory().get("/admin/reports/reviews-due/", {"status": "never", "p": "2"})
    page = Paginator(range(5), 2).page(2)
    html = render_to_string("components/admin/pages.html", {"page_obj": page}, request)
    assert 'href="?status=never&amp;p=1"' in html
    assert 'href="?status=never&amp;p=3"' in html


def test_short_list_has_no_links() -> None:
    page = Paginator(range(2), 2).page(1)
    assert "<a" not in render_to_string("components/admin/pages.html", {"page_obj": page})
