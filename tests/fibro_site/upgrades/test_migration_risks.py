"""The version before can serve while our migrations run, or the migration says why not."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import connection, migrations, models
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader

from fibro_site.upgrades import waiting_migrations
from tools import migration_risks

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one machine (python -m tests.postgres)"),
]

NEWEST = "intake"
REASON = "a reason that somebody can judge"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Give a function that adds a migration to those on the disk."""
    original = MigrationLoader.load_disk
    added: list[Migration] = []

    def load(loader: MigrationLoader) -> None:
        original(loader)
        newest = max(name for app, name in loader.disk_migrations if app == NEWEST and name != added[0].name)
        added[0].dependencies = [(NEWEST, newest)]
        loader.disk_migrations[NEWEST, added[0].name] = added[0]

    def make(*operations: Any, **fields: Any) -> Migration:
        kind = type("Migration", (Migration,), {"operations": [*operations], **fields})
        added.append(kind("9999_made_up", NEWEST))
        return added[0]

    monkeypatch.setattr(MigrationLoader, "load_disk", load)
    return make


def fill(apps: Any, editor: Any) -> None: ...


ADD_NAME = migrations.AddField("draft", "nickname", models.CharField(max_length=9, null=True))


@pytest.mark.django_db(transaction=True)  # an index that locks nothing is made outside a transaction
def test_no_migration_takes_a_risk_without_a_reason() -> None:
    complaints = [
        complaint
        for migration in migration_risks.list_checked_migrations()
        for complaint in migration_risks.find_complaints(migration, migration_risks.find_risks(migration))
    ]
    assert complaints == []


def test_migrations_before_the_linter_are_those_of_the_first_release() -> None:
    loader = MigrationLoader(connection)
    for app, first in waiting_migrations.FIRST_CHECKED.items():
        numbers = {int(name[:4]) for label, name in loader.disk_migrations if label == app}
        assert set(range(1, first)) <= numbers


@pytest.mark.parametrize(
    ("code", "operations"),
    [
        ("DROP_COLUMN", [migrations.RemoveField("channelpause", "paused_by")]),
        ("DROP_TABLE", [migrations.DeleteModel("stepcount")]),
        ("RENAME_COLUMN", [migrations.RenameField("channelpause", "paused_at", "begun_at")]),
        ("RENAME_TABLE", [migrations.AlterModelTable("stepcount", "elsewhere")]),
        ("NOT_NULL", [migrations.AddField("draft", "nickname", models.CharField(max_length=9, default=""))]),
        ("ALTER_COLUMN", [migrations.AlterField("channelpause", "group", models.IntegerField(primary_key=True))]),
        (
            "ADD_UNIQUE",
            [migrations.AddConstraint("draft", models.UniqueConstraint(fields=["created_at"], name="made_up"))],
        ),
        ("CREATE_INDEX", [migrations.AddIndex("draft", models.Index(fields=["created_at"], name="made_up"))]),
        ("DATA_WITH_SCHEMA", [ADD_NAME, migrations.RunPython(fill)]),
        ("DROP_TABLE", [migrations.RunSQL("DROP TABLE intake_draft")]),
    ],
)
def test_risk_is_found_and_can_be_accepted(made: Any, code: str, operations: list[Any]) -> None:
    migration = made(*operations)
    risks = migration_risks.find_risks(migration)
    assert code in risks
    assert len(list(migration_risks.find_complaints(migration, risks))) == len(risks)
    migration.accepted_risks = dict.fromkeys(risks, REASON)
    assert list(migration_risks.find_complaints(migration, risks)) == []
    assert REASON in waiting_migrations.explain(migration)


@pytest.mark.parametrize(
    "operations",
    [
        [ADD_NAME],
        [migrations.AddField("draft", "nickname", models.CharField(max_length=9, default="", db_default=""))],
        [migrations.CreateModel("MadeUp", [("id", models.BigAutoField(primary_key=True))]), migrations.RunPython(fill)],
        [migrations.RunPython(fill)],
    ],
)
def test_what_the_version_before_can_bear_is_no_risk(made: Any, operations: list[Any]) -> None:
    migration = made(*operations)
    assert migration_risks.find_risks(migration) == {}
    assert waiting_migrations.explain(migration) == ""


@pytest.mark.django_db(transaction=True)
def test_index_that_locks_nothing_is_no_risk(made: Any) -> None:
    index = AddIndexConcurrently("draft", models.Index(fields=["created_at"], name="made_up"))
    assert migration_risks.find_risks(made(index, atomic=False)) == {}


def test_acceptance_without_a_risk_or_a_reason_is_refused() -> None:
    migration = Migration("9999_made_up", NEWEST)
    migration.accepted_risks = {"DROP_TABLE": "small"}
    assert "which it does not risk" in next(migration_risks.find_complaints(migration, {}))
    assert "say why DROP_TABLE" in next(migration_risks.find_complaints(migration, {"DROP_TABLE": "DROPPING table"}))


def test_migrations_of_other_packages_are_nobodys() -> None:
    loader = MigrationLoader(connection)
    migration = next(migration for (app, _), migration in loader.disk_migrations.items() if app == "wagtailcore")
    assert "nobody has checked" in waiting_migrations.explain(migration)
