"""The tables as this version needs them, with what has to follow each change of them."""

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from articles.models.editorial_page import fill_heading_anchors


def has_tables() -> bool:
    """Return whether there is anything in the database."""
    return bool(connection.introspection.table_names())


def migrate_tables() -> None:
    """Run every migration that waits, then fill what only code can fill, and grant the public role what is new."""
    call_command("migrate", interactive=False, verbosity=0)
    # A site that had pages before it had a search.
    call_command("rebuild_search", if_empty=True, verbosity=0)
    # Pages that were published before headings kept their anchors.
    fill_heading_anchors()
    if settings.PUBLIC_DATABASE_ROLE:
        call_command("grant_public_role", settings.PUBLIC_DATABASE_ROLE)
