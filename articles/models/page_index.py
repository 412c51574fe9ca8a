"""An index of Wagtail's table of pages, by which the published pages below one page are found, counted and ordered.

Wagtail looks for the children of a page among all that is below it. The menus of the home page, the number of articles
in a list and the newest of them would take longer with every article.
"""

from django.db import connections
from wagtail.models import Page

INDEX_NAME = "articles_newest_live_pages"
# Of earlier versions, without the order.
OLD_INDEX_NAME = "articles_live_pages"


def create_page_index(using: str, **kwargs: object) -> None:
    """Create the index where it is missing. A receiver of `post_migrate`.

    It is no migration: on SQLite, a migration of Wagtail's that rebuilds the table would lose it for good.
    """
    connection = connections[using]
    table = Page._meta.db_table
    with connection.cursor() as cursor:
        if table in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP INDEX IF EXISTS {OLD_INDEX_NAME}")
            columns = "depth, first_published_at, id, path"
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {INDEX_NAME} ON {table} ({columns}) WHERE live")
