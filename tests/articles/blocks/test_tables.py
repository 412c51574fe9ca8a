"""A table has one caption, and readers see it."""

import pytest
from django.test import Client

from articles.blocks.figures import TableBlock
from tests.articles import builders

pytestmark = pytest.mark.django_db


def test_caption_of_old_tables_is_shown(site: None, client: Client) -> None:
    """Old tables have a caption in Wagtail's own field, which was stored and never shown."""
    stored = builders.table("", ["<p>A</p>"])
    stored["value"]["table"]["caption"] = "Per <week>"
    article = builders.make_article("Old", stored)
    article.save_revision().publish()
    html = client.get(article.url).content.decode()
    assert html.count("Per &lt;week&gt;") == 1
    assert html.index("<caption>") < html.index("Per &lt;week&gt;") < html.index("</caption>")


def test_visible_caption_is_kept_of_two() -> None:
    value = builders.table("<p>Shown</p>", ["<p>A</p>"])["value"]
    value["table"]["caption"] = "Hidden"
    table = TableBlock().to_python(value)
    assert (str(table["caption"].source), table["table"].caption) == ("<p>Shown</p>", "")


def test_editor_offers_one_caption(site: None, cleo_client: Client) -> None:
    article = builders.make_article("Tables", builders.table("<p>Shown</p>", ["<p>A</p>"]))
    article.save_revision()
    html = cleo_client.get(f"/admin/pages/{article.pk}/edit/").content.decode()
    assert '"classname": "table-cells"' in html.replace("&quot;", '"')
    assert "css/admin.css" in html
