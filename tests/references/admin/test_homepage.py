"""The home page of the admin warns editors of retracted works."""

import pytest
from django.test import Client

from tests.articles.builders import make_citing_article
from tests.references.admin.pages import get_words
from tests.references.builders import make_retraction

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def test_home_page_counts_notices_and_warns(cleo_client: Client) -> None:
    notice = make_retraction()
    assert "1 notice to review" in get_words(cleo_client, "/admin/")
    assert "retracted or has an expression of concern" not in get_words(cleo_client, "/admin/")
    make_citing_article(notice.reference)
    said = get_words(cleo_client, "/admin/")
    assert "1 cited work was retracted or has an expression of concern. This affects 1 page. Review the notices" in said
