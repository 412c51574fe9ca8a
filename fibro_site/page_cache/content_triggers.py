"""Triggers by which the database itself notes that something changed which readers may see.

They notice every way in which a row can change: a page that is published, a command, an update of many rows, SQL by
hand. And the note is committed with the change, so that there is never one without the other. They are created after
each `migrate`, because SQLite drops those of a table that a migration builds anew.
"""

from collections.abc import Iterator
from hashlib import blake2b

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model

from fibro_site.models import ContentChange

# What pages for readers are made of. A test sorts every model of the editorial apps into this list or that of the rest.
CONTENT_MODELS = [
    "articles.ArticleAuthor",
    "articles.ArticleIndexPage",
    "articles.ArticlePage",
    "articles.ClinicSettings",
    "articles.ClinicText",
    "articles.Correction",
    "articles.FaqEntry",
    "articles.FaqPage",
    "articles.GlossaryPage",
    "articles.GlossaryTerm",
    "articles.HomePage",
    "articles.InformationPage",
    "articles.MinorChange",
    "articles.PeopleIndexPage",
    "articles.PersonPage",
    "articles.ReviewSettings",
    "articles.SignOff",
    "articles.Topic",
    "intake.SafetyContact",
    "references.CitationSettings",
    "references.Reference",
    "references.StatusNotice",
    "wagtailcore.Collection",
    "wagtailcore.CollectionViewRestriction",
    "wagtailcore.Locale",
    "wagtailcore.Page",
    "wagtailcore.PageViewRestriction",
    "wagtailcore.ReferenceIndex",
    "wagtailcore.Site",
    "wagtaildocs.Document",
    "wagtailimages.Image",
    "wagtailimages.Rendition",
]
# Columns that are written without a reader seeing any of it: a draft is saved every few seconds while it is edited.
UNSEEN_COLUMNS = {
    "wagtailcore.Page": {
        "draft_title",
        "expire_at",
        "expired",
        "go_live_at",
        "has_unpublished_changes",
        "latest_revision_created_at",
        "latest_revision_id",
        "locked",
        "locked_at",
        "locked_by_id",
    },
    # When an editor last cited it.
    "references.Reference": {"last_chosen_at"},
}
# A rendition is added when a page that shows it is rendered for the first time, and then no page shows it yet.
UNSEEN_EVENTS = {"wagtailimages.Rendition": {"INSERT"}}

TABLE = ContentChange._meta.db_table
PREFIX = "content_changes_"
POSTGRESQL_FUNCTION = "note_content_change"
# It runs with the rights of the tables' owner: a public process may add rows of settings, and not write to this table.
POSTGRESQL_FUNCTION_DEFINITION = f"""
    CREATE OR REPLACE FUNCTION {POSTGRESQL_FUNCTION}() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$ BEGIN
        INSERT INTO {TABLE} AS noted (id, number) VALUES (txid_current(), 1)
        ON CONFLICT (id) DO UPDATE SET number = noted.number + 1;
        RETURN NULL;
    END $$
"""  # noqa: S608 -- our own name
# An upsert, and not INSERT OR REPLACE: the statement that fires a trigger decides about conflicts inside it.
SQLITE_NOTE = f"INSERT INTO {TABLE} (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1"  # noqa: S608 -- our own name
ACTIONS = {
    "postgresql": f"EXECUTE FUNCTION {POSTGRESQL_FUNCTION}()",
    "sqlite": f"BEGIN {SQLITE_NOTE}; END",
}


def install_triggers() -> None:
    """Create the triggers that are missing, and drop those of an older version, if the tables are there."""
    tables = set(connection.introspection.table_names())
    if TABLE not in tables:
        return
    wanted = {name: event for name, table, event in iterate_triggers() if table in tables}
    found = read_triggers()
    if found.keys() == wanted.keys():
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for name in found.keys() - wanted.keys():
            cursor.execute(f"DROP TRIGGER {name}" + (f" ON {found[name]}" if is_postgresql() else ""))
        if is_postgresql():
            cursor.execute(POSTGRESQL_FUNCTION_DEFINITION)
        for name in wanted.keys() - found.keys():
            cursor.execute(f"CREATE TRIGGER {name} {wanted[name]} {ACTIONS[connection.vendor]}")


def list_missing_triggers() -> list[str]:
    """Return the names of the triggers that are not in the database."""
    return sorted({name for name, _, _ in iterate_triggers()} - read_triggers().keys())


def read_triggers() -> dict[str, str]:
    """Return the table of each of our triggers in the database, by its name."""
    known = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    if is_postgresql():
        known = "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE tgenabled <> 'D'"
    with connection.cursor() as cursor:
        cursor.execute(known)
        return {name: table for name, table in cursor.fetchall() if name.startswith(PREFIX)}


def iterate_triggers() -> Iterator[tuple[str, str, str]]:
    """Yield the name of each trigger, its table, and when it fires. The name changes with what it does."""
    for label in CONTENT_MODELS:
        model = apps.get_model(label)
        table = model._meta.db_table
        for event in ("INSERT", "UPDATE", "DELETE"):
            if event not in UNSEEN_EVENTS.get(label, ()):
                condition = f" WHEN ({build_condition(model)})" if event == "UPDATE" else ""
                fires = f"AFTER {event} ON {table} FOR EACH ROW{condition}"
                does = POSTGRESQL_FUNCTION_DEFINITION if is_postgresql() else ACTIONS[connection.vendor]
                digest = blake2b((fires + does).encode(), digest_size=4).hexdigest()
                yield f"{PREFIX}{digest}_{event.lower()}", table, fires


def build_condition(model: type[Model]) -> str:
    """Return SQL that is true if an update changes a column that readers may see something of."""
    differs = "IS DISTINCT FROM" if is_postgresql() else "IS NOT"
    unseen = UNSEEN_COLUMNS.get(model._meta.label, set())
    columns = [str(field.column) for field in model._meta.local_concrete_fields if field.attname not in unseen]
    quoted = [connection.ops.quote_name(column) for column in columns]
    return " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in quoted)


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"
