"""The names that were typed into articles before authors were people are in the histories of these articles."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from tests.articles.builders import get_starter_article, html_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def test_history_shows_typed_names(dora_client: Client) -> None:
    article = get_starter_article()
    PageLogEntry.objects.create(
        page=article,
        content_type=article.content_type,
        label=article.title,
        action="articles.typed_names",
        data={"author": "A. Writer", "reviewer": "", "reviewed_on": None},
        timestamp=timezone.now(),
    )
    html = html_of(dora_client, reverse("wagtailadmin_pages:history", args=[article.pk]))
    assert "Typed names, no longer shown: author A. Writer; reviewer –, no date" in html
