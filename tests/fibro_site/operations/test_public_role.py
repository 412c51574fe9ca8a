"""Everything that a visitor does works with the database role of the public processes; what staff do does not."""

# ruff: noqa: S608 -- the statements are made of the tables' own names

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.db.models import CheckConstraint, DateTimeField
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker, Settings
from wagtail.models import Page

from fibro_site.operations import public_role
from intake.antispam import rate_limit
from intake.appointments import build_details
from intake.encryption import current_key, key_ring, submission_keys
from intake.enums import AppointmentStanding
from intake.models import Appointment, AuditEntry, Message, ReplyFile, Submission
from intake.patient import actions as patient_actions
from intake.patient import appointment_answers, correspondence
from tests.conftest import make_user
from tests.intake import builders
from tests.intake.files import PDF
from tests.intake.plain_browser import PlainBrowser
from tests.intake.visitor_client import STEPS, form_data

needs_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="only PostgreSQL has roles (python -m tests.postgres)"
)
ROLE = "fibro_public_of_the_tests"


def test_every_model_is_listed() -> None:
    assert public_role.find_unlisted_models() == []


def test_every_time_that_the_role_writes_is_limited() -> None:
    """A time that Python does not have would end every page and task that reads it (intake/models/times.py)."""
    unlimited = set()
    for label, privileges in public_role.GRANTS.items():
        model = apps.get_model(label)
        if model._meta.app_label != "intake" or not {"INSERT", "UPDATE"} & {*re.findall("[A-Z]+", privileges)}:
            continue
        checks = [each for each in model._meta.constraints if isinstance(each, CheckConstraint)]
        limits = [check for check in checks if re.search("times?_can_be$", check.name)]
        limited = {field for check in limits for field in check.condition.referenced_base_fields}
        times = {field.name for field in model._meta.fields if isinstance(field, DateTimeField)}
        columns = re.search(r"UPDATE \((.*?)\)", privileges)
        if columns and "INSERT" not in privileges:
            times &= {*columns[1].split(", ")}
        unlimited |= {f"{label}.{name}" for name in times - limited}
    # Nothing reads how full a bucket is: the database compares it.
    assert unlimited == {"intake.RateLimit.full_at"}


@pytest.fixture(scope="module")
def granted_role(starter_rows: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Create and grant the role once, in the transaction that goes around this module.

    Not anew in each test: a vacuum that meets a grant keeps its lock on the table's entry until that transaction ends,
    though the test's savepoint is long undone, and the next grant and the vacuum would wait for each other.
    """
    with django_db_blocker.unblock(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
        cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        call_command("grant_public_role", ROLE, stdout=StringIO())
        with django_db_blocker.block():
            yield
        transaction.set_rollback(True)


@pytest.fixture
def role(granted_role: None, starter_site: None, settings: Settings) -> Iterator[str]:
    current_key.record_current_key()
    settings.CLINIC_PRIVATE_KEY_FILE = settings.STAFF_KEY_FILE = None
    key_ring.clear_key_cache()
    yield ROLE
    key_ring.clear_key_cache()


@contextmanager
def acting_as(role: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
        try:
            yield
        finally:
            cursor.execute("RESET ROLE")


def assert_refused(statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@needs_postgresql
def test_public_role_can_do_all_that_visitors_do(role: str) -> None:
    """Start, answer, save, return and submit; on the own page read, correct, withdraw and erase; speak of a page."""
    with acting_as(role):
        browser = PlainBrowser().open("/eligibility/").send()
        for number, step in enumerate(STEPS):
            assert browser.path == f"/eligibility/questions/{step}/"
            browser.send_filled(form_data(step))
            if browser.path == "/eligibility/help/":
                browser.follow("Continue with the form")
            if number == 2:
                browser.send(button=":later")
                assert browser.path == "/eligibility/later/"
                browser = PlainBrowser().open("/eligibility/back/").send(code=code_on(browser)[-1])
        assert browser.path == "/eligibility/check/"
        browser.send()
        assert browser.path == "/eligibility/confirmation/"
        reference, code = code_on(browser)
        own = PlainBrowser().open("/eligibility/yours/").send(reference=reference, code=code)
        assert own.path == "/eligibility/yours/"
        for path in ("answers/", "answers.json", "contact/", "consents/consent-assessment/", "erase/"):
            assert own.client.get(f"/eligibility/yours/{path}").status_code == 200, path
        own.open("/eligibility/yours/contact/").send_filled({"name": "Ada Other", "email": "other@example.org"})
        assert own.path == "/eligibility/yours/"
        own.open("/eligibility/yours/consents/consent-assessment/").send()
        own.open("/eligibility/yours/erase/").send(sure="on")
        assert own.path == "/eligibility/yours/erased/"
        feedback = f"/feedback/?page={Page.objects.get(slug='faq').pk}"
        for said in ({"answer": "yes"}, {"answer": "yes", "words": "Ada"}, {"kind": "other", "words": "Ada"}):
            assert own.client.post(feedback, said).status_code == 303
        rate_limit.delete_full_buckets()
    assert Submission.objects.get().erased_at
    assert AuditEntry.objects.count() >= 4


@needs_postgresql
def test_public_role_can_reply_and_answer_appointments(role: str) -> None:
    receipt = builders.make_receipt(builders.make_version())
    access = builders.open_access(receipt.submission, receipt.visitor_code)
    ben = make_user("ben")
    message, appointment = (model(submission=receipt.submission, author=ben) for model in (Message, Appointment))
    submission_keys.seal_message(message, access.key, "Please call us.")
    details = build_details(timezone.now() + timedelta(days=1), 30, "")
    submission_keys.seal_appointment(appointment, submission_keys.derive_messages_key(access.key), details)
    message.save()
    appointment.save()
    with acting_as(role):
        correspondence.send_reply(access, "I will.", SimpleUploadedFile("letter.pdf", PDF))
        assert len(correspondence.read_letters(access)) == 2
        for standing, wish in ((AppointmentStanding.ACCEPTED, ""), (AppointmentStanding.DECLINED, "Not on Fridays")):
            appointment_answers.answer_appointment(access, appointment.pk, standing, wish=wish)
        patient_actions.erase_submission(access)
    assert not ReplyFile.objects.exists()
    assert_refused_as(role, "SELECT sealed_content FROM intake_replyfile")
    assert_refused_as(role, "INSERT INTO intake_appointment (id) VALUES (NULL)")


def assert_refused_as(role: str, statement: str) -> None:
    with acting_as(role):
        assert_refused(statement)


def code_on(browser: PlainBrowser) -> list[str]:
    return re.findall(r'class="code">([^<]+)<', browser.text)


@needs_postgresql
def test_public_role_can_read_public_pages(role: str, client: Client) -> None:
    paths = ["/", "/articles/", "/faq/", "/references/", "/sitemap.xml", "/de/", "/eligibility/", "/health/ready/"]
    with acting_as(role):
        listing = client.get("/articles/").content.decode()
        paths += re.findall(r'href="(/articles/[\w-]+/)"', listing)[:2]
        library = client.get("/references/").content.decode()
        paths += re.findall(r'href="(/references/[\w-]+/)"', library)[:2]
        for path in [*paths, "/references/?q=pain", "/articles/?q=pain"]:
            assert client.get(path).status_code == 200, path
        assert client.get("/nowhere/").status_code == 404


@needs_postgresql
@pytest.mark.parametrize(
    "label",
    [
        "auth.User",
        "auth.Group",
        "auth.User_groups",
        "auth.User_user_permissions",
        "auth.Permission",
        "sessions.Session",
        "intake.StaffRateLimit",
        "mfa.Authenticator",
        "account.EmailAddress",
        "wagtailcore.Revision",
        "wagtailcore.GroupPagePermission",
        "wagtailcore.APIToken",
    ],
)
def test_public_role_cannot_touch_staff_tables(role: str, label: str) -> None:
    table = apps.get_model(label)._meta.db_table
    column = apps.get_model(label)._meta.pk.column
    with acting_as(role):
        assert_refused(f"SELECT * FROM {table}")
        assert_refused(f"INSERT INTO {table} DEFAULT VALUES")
        assert_refused(f"UPDATE {table} SET {column} = {column}")
        assert_refused(f"DELETE FROM {table}")


@needs_postgresql
def test_public_role_cannot_change_read_only_tables(role: str) -> None:
    with acting_as(role):
        for label, privileges in public_role.GRANTS.items():
            model = apps.get_model(label)
            table, column = model._meta.db_table, model._meta.pk.column
            for privilege, statement in (
                ("UPDATE", f'UPDATE {table} SET "{column}" = "{column}"'),
                ("DELETE", f"DELETE FROM {table}"),
                ("INSERT", f"INSERT INTO {table} DEFAULT VALUES"),
            ):
                if privilege not in privileges:
                    assert_refused(statement)
        for statement in (
            "UPDATE intake_auditentry SET hash = ''",
            "UPDATE intake_submission SET received_at = now()",
            "UPDATE intake_submission SET version_id = version_id",
            "UPDATE intake_currentkey SET key_id = ''",
            "SELECT sealed_text FROM intake_note",
            "TRUNCATE intake_auditentry",
            "DROP TABLE intake_auditentry",
            "CREATE TABLE public.mine (id int)",
        ):
            assert_refused(statement)


@needs_postgresql
def test_role_with_more_privileges_is_refused(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        owner = cursor.fetchone()[0]
        cursor.execute(f"GRANT {connection.ops.quote_name(owner)} TO {ROLE}")
    for name in (owner, ROLE, "nobody_of_that_name", 'a"b'):
        with pytest.raises(CommandError):
            call_command("grant_public_role", name, stdout=StringIO())


@needs_postgresql
def test_write_access_to_accounts_is_detected(role: str) -> None:
    assert public_role.can_write_accounts()
    with acting_as(role):
        assert not public_role.can_write_accounts()
