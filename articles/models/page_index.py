"""An index of Wagtail's table of pages, by which the published pages below one page are found and counted.

Wagtail looks for the children of a page among all that is below it. The menus of the home page, and the number of
articles in a list, would take longer with every article.
"""

from django.db import connections
from wagtail.models import Page

INDEX_NAME = "articles_live_pages"


def create_page_index(using: str, **kwargs: object) -> None:
    """Create the index where it is missing. A receiver of `post_migrate`.

    It is no migration: on SQLite, a migration of Wagtail's that rebuilds the table would lose it for good.
    """
    connection = connections[using]
    table = Page._meta.db_table
    with connection.cursor() as cursor:
        if table in connection.introspection.table_names(cursor):
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {INDEX_NAME} ON {table} (depth, path) WHERE live")
