"""Fixtures for all tests: the cast, the starter site, and no network beyond this machine.

The cast: Ada is a patient and has no account. Ben is clinic staff. Cleo is an editor and must see no submission. Dora
administers the site.
"""

import gc
import ipaddress
import itertools
import os
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.account.internal.userkit import user_id_to_str
from celery import current_app
from django.apps import apps
from django.conf import settings as site_settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Group
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management.color import no_style
from django.core.management.commands import flush
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Browser
from pytest_django import DjangoDbBlocker

import articles.starter
import intake.starter
from fibro_site.accounts import permission_audit
from intake.audit import checks, triggers
from intake.audit.chain import Actor
from intake.audit.site_actor import SITE
from intake.encryption import primitives
from intake.staff import roles
from tests import browser as chromium
from tests import kept_database, shared_rows
from tests.intake.audit import unguarded

# A change is judged by the same examples each time; `make fuzz` looks for new ones. A busy machine is no failure: no
# time limit for a single example.
hypothesis.settings.register_profile("the same", deadline=None, derandomize=True, max_examples=40)
hypothesis.settings.register_profile("new", deadline=None, max_examples=400)
hypothesis.settings.load_profile("the same")

PASSWORD = "correct horse battery"
NUMBERS = itertools.count()


def make_user(name: str, group: str | None = None, **fields: Any) -> AbstractUser:
    user = get_user_model().objects.create_user(name, email=f"{name}@example.org", password=PASSWORD, **fields)
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


def signed_in(user: AbstractUser) -> Client:
    """Return a client that has just signed in with a password."""
    client = Client()
    client.force_login(user)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time()}]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(user)
    session.save()
    return client


def sign_in_and_confirm(user: AbstractUser, **options: Any) -> Client:
    """Return a client that signed in by the form and has just entered the password again, as account changes need."""
    cache.clear()  # allauth counts there how often anybody tries
    client = Client(**options)
    client.post(reverse("account_login"), {"login": user.get_username(), "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


@pytest.fixture
def ben(db: None) -> AbstractUser:
    return make_user("ben", roles.NURSE)


@pytest.fixture
def cleo(db: None) -> AbstractUser:
    return make_user("cleo", "Moderators")


@pytest.fixture
def dora(db: None) -> AbstractUser:
    return make_user("dora", is_superuser=True, is_staff=True)


@pytest.fixture
def ben_client(ben: AbstractUser) -> Client:
    return signed_in(ben)


@pytest.fixture
def mia_client(db: None) -> Client:
    """The browser of a manager."""
    return signed_in(make_user("mia", roles.MANAGER))


@pytest.fixture
def cleo_client(cleo: AbstractUser) -> Client:
    return signed_in(cleo)


@pytest.fixture
def dora_client(dora: AbstractUser) -> Client:
    return signed_in(dora)


@pytest.fixture(scope="module")
def starter_pages(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The starter pages, without the questionnaire."""
    shared_rows.share("starter_pages", django_db_blocker, articles.starter.load_starter_pages)


@pytest.fixture(scope="module")
def published_starter(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The starter questionnaire."""
    shared_rows.share("published_starter", django_db_blocker, intake.starter.load_starter_content)


@pytest.fixture(scope="module")
def starter_rows(starter_pages: None, published_starter: None) -> None:
    """Everything that `make run` starts with."""


@pytest.fixture
def starter_site(starter_rows: None, db: None) -> None:
    """The site as `make run` first shows it."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium, one for the whole run: Playwright allows no second one beside it."""
    with chromium.running() as browser:
        yield browser


@pytest.fixture(autouse=True)
def language_of_the_site() -> Iterator[None]:
    """Deactivate the language after each test: a request for a German page leaves it behind in the thread."""
    yield
    translation.deactivate()


class NetworkReachedError(Exception):
    """A test tried to connect to another machine."""


@pytest.fixture(autouse=True, scope="session")
def tasks_of_every_app() -> None:
    """Register all tasks, as a worker does when it starts: a test calls one by the name that beat uses."""
    current_app.loader.import_default_modules()


@pytest.fixture(autouse=True, scope="session")
def rights_of_the_cast() -> Iterator[Callable[[], Actor | None]]:
    """Record no change of rights that no request asks for: else each account that a test makes would be in the audit.

    tests/fibro_site/accounts/test_permission_audit.py undoes this with the function that it yields.
    """
    get_actor = permission_audit.get_actor
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(permission_audit, "get_actor", lambda: None if (actor := get_actor()) is SITE else actor)
        yield get_actor


@pytest.fixture(autouse=True, scope="session")
def quick_stretching() -> Iterator[None]:
    """Make the stretching of codes cheap. It is slow by design, and the tests send hundreds of forms.

    tests/intake/encryption/test_primitives.py checks the real cost.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(primitives.SCRYPT_COST, "n", 2**4)
        yield


@pytest.fixture
def unguarded_audit(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Act as the owner of the tables, who can drop the triggers that keep the audit from being changed.

    The checks do not report that they are gone, so that a test sees what else they find.
    """
    unguarded.remove_triggers()
    monkeypatch.setattr(checks, "find_missing_guard", lambda: None)
    yield
    triggers.install_triggers()


@pytest.fixture(autouse=True)
def audit_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Name a folder of checkpoints for each test, which begins a new audit. Only a test that needs it creates it."""
    site_settings.AUDIT_FOLDER = tmp_path_factory.getbasetemp() / f"audit-{next(NUMBERS)}"
    return site_settings.AUDIT_FOLDER


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Refuse every connection that leaves this machine. Unix sockets and loopback are allowed."""
    connect = socket.socket.connect

    def connect_here_only(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not is_loopback(address[0]):
            raise NetworkReachedError(str(address))
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_here_only)
        yield


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def pytest_runtest_setup(item: pytest.Item) -> None:
    shared_rows.roll_back_unwanted(shared_rows.list_wanted(item))


def can_depend_on_the_database(item: pytest.Item) -> bool:
    """Say whether a test may end differently on another database: it asks for one, or is of a room that starts
    processes. All other tests are refused every query.
    """
    is_of_the_roof = item.path.is_relative_to(Path(__file__).with_name("fibro_site"))
    return is_of_the_roof or "django_db_setup" in item.fixturenames or item.get_closest_marker("django_db") is not None


def give_second_try(items: list[pytest.Item]) -> None:
    """Run a test of real processes or of a browser once more when it fails; it is told at the end as one to mend.

    A change is checked once, on a machine that may do anything else: there no such test may refuse it for what happened
    once in hundreds of runs. Every other test has one try, and so has each on a person's machine.
    """
    for item in items:
        if item.get_closest_marker("processes") or item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in filter(can_depend_on_the_database, items):
        item.add_marker("database")
    if os.environ.get("CI"):
        give_second_try(items)
    shared_rows.run_together(items)
    # The longest first: it waits more than it works, so the others run beside it.
    items.sort(key=lambda item: item.get_closest_marker("processes") is None)
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker and marker.kwargs.get("transaction") and "migrated_rows" not in item.fixturenames:
            # A `usefixtures` marker would come too late: which fixtures a test asks for is settled by now. The first to
            # be made is the last to be undone: after pytest-django has emptied the tables.
            item.fixturenames.insert(0, "migrated_rows")


def pytest_collection_finish() -> None:
    # What was imported by now stays: looking through it for garbage, every few tests, costs more than the garbage.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        if kept_database.is_marked():
            kept_database.make_again()
    yield
    shared_rows.roll_back_unwanted([])


@pytest.fixture(scope="session")
def rows_of_the_migrations(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> str:
    with django_db_blocker.unblock():
        return connection.creation.serialize_db_to_string()


def write_deletions(style: object, connection: BaseDatabaseWrapper, **options: object) -> list[str]:
    """Return the SQL that empties the tables. Few have rows: PostgreSQL takes far longer to truncate each.

    The content types stay. They are those of the migrations, and models ask for them while rows are restored.
    """
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    names.remove(ContentType._meta.db_table)
    deletions = [f"DELETE FROM {connection.ops.quote_name(name)}" for name in names]  # noqa: S608 -- the tables' own names
    # The database refuses to delete audit entries.
    return [*unguarded.list_removals(), *deletions, *triggers.build_statements([*triggers.get_trigger_events()])]


@pytest.fixture
def migrated_rows(rows_of_the_migrations: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Restore the rows that migrations created: Wagtail's root page, its locale and its groups.

    A test with real transactions ends by emptying every table, so a kept database would lose them.
    """
    with django_db_blocker.unblock():
        kept_database.mark()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush, "sql_flush", write_deletions)
        # Nobody need fill the empty tables as after a migration.
        patch.setattr(flush, "emit_post_migrate_signal", lambda *_args, **_options: None)
        yield
    with django_db_blocker.unblock():
        connection.creation.deserialize_db_from_string(rows_of_the_migrations)
        # PostgreSQL would give the next row an id that one of these has.
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
                cursor.execute(statement)
        kept_database.unmark()
