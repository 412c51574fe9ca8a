"""Searches Wagtail's index on SQLite without Wagtail's query, which takes minutes in a large library.

With that query SQLite reads all entries of a model and asks the full-text table about each. A CROSS JOIN forces the
other order (sqlite.org/optoverview.html, "Manual Control Of Query Plans Using CROSS JOIN").
"""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.db.models.expressions import RawSQL
from wagtail.search.models import IndexEntry

INDEX_TABLE = IndexEntry._meta.db_table
MATCH_QUERY = f"""
    SELECT CAST(entry.object_id AS INTEGER)
    FROM {INDEX_TABLE}_fts AS text CROSS JOIN {INDEX_TABLE} AS entry ON entry.id = text.rowid
    WHERE {INDEX_TABLE}_fts MATCH %s AND entry.content_type_id = %s
"""  # noqa: S608 -- the name of a table


def find_matching_ids(model: type[Model], words: Iterable[str]) -> RawSQL:
    """Return the ids of the objects that have all of `words`, or words that begin with them.

    The words must consist of letters and digits.
    """
    asked = " AND ".join(f'"{word}"*' for word in words)
    parameters = (f"autocomplete : ({asked})", ContentType.objects.get_for_model(model).pk)
    return RawSQL(MATCH_QUERY, parameters)  # noqa: S611 -- what was typed is a parameter
