"""The index by which the published pages below one page are found."""

import pytest
from django.core.management import call_command
from django.db import connection
from wagtail.models import Page, Site

from articles.models.page_index import INDEX_NAME


def list_indexes() -> dict:
    with connection.cursor() as cursor:
        return connection.introspection.get_constraints(cursor, Page._meta.db_table)


@pytest.mark.django_db
def test_a_lost_index_is_created_again_by_the_next_migrate():
    """A migration of Wagtail's that rebuilds the table on SQLite knows nothing of it."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {INDEX_NAME}")
    assert INDEX_NAME not in list_indexes()

    call_command("migrate", verbosity=0)

    assert list_indexes()[INDEX_NAME]["columns"] == ["depth", "first_published_at", "id", "path"]


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a table this small from end to end")
def test_children_are_found_by_it(site):
    home = Site.objects.get(is_default_site=True).root_page

    assert INDEX_NAME in home.get_children().live().explain()


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a table this small from end to end")
def test_the_newest_children_are_found_in_order(site):
    home = Site.objects.get(is_default_site=True).root_page

    plan = home.get_children().live().order_by("-first_published_at", "-pk").explain()

    assert INDEX_NAME in plan
    assert "TEMP B-TREE" not in plan
