"""Visitors and staff may have a URL each: emails link to that of their reader, and each process answers at its own."""

import json
import shutil
from pathlib import Path

import pytest
from django.core import mail
from pytest_django import Settings

import intake.starter
from fibro_site.setup import bootstrap
from intake.delivery import outbox
from intake.questionnaires import publishing
from tests.intake import builders
from tests.intake.visitor_client import ADA
from tests.running_site import run_python

VISITORS, STAFF = "https://www.clinic.example", "https://staff.clinic.example"
REPORT = """
import json
from django.conf import settings
print(json.dumps([settings.ALLOWED_HOSTS, settings.CSRF_TRUSTED_ORIGINS, settings.BASE_URL,
    settings.WAGTAILADMIN_BASE_URL, settings.SECURE_SSL_REDIRECT]))
"""


def report(role: str, var: Path, **environment: str) -> list[object]:
    result = run_python("-c", REPORT, role=role, var=var, **environment)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


@pytest.fixture
def var(tmp_path: Path) -> Path:
    bootstrap.prepare_var_folder(tmp_path / "staff")
    bootstrap.prepare_var_folder(tmp_path / "public", role="public")
    shutil.copy(tmp_path / "staff/keys/clinic-public-key.json", tmp_path / "public/keys")
    return tmp_path


@pytest.mark.parametrize(
    ("role", "own"), [("public", [VISITORS]), ("staff", [STAFF]), ("all", sorted([VISITORS, STAFF]))]
)
def test_process_answers_at_the_urls_of_its_role(var: Path, role: str, own: list[str]) -> None:
    folder = var / ("public" if role == "public" else "staff")
    found = report(role, folder, FIBRO_BASE_URL=VISITORS, FIBRO_STAFF_BASE_URL=STAFF)
    assert found == [[url.removeprefix("https://") for url in own], own, VISITORS, STAFF, True]


def test_default_url_serves_visitors_and_staff(var: Path) -> None:
    hosts, origins, visitors, staff, _is_https = report("all", var / "staff")
    assert hosts == ["127.0.0.1", "localhost", "[::1]"]
    assert origins == [visitors] == [staff] == ["http://127.0.0.1:8000"]


@pytest.mark.django_db
def test_emails_link_to_the_url_of_their_reader(settings: Settings) -> None:
    intake.starter.load_starter_content()
    settings.BASE_URL, settings.WAGTAILADMIN_BASE_URL = VISITORS, STAFF
    version = publishing.find_live_version()
    assert version
    builders.make_receipt_with(version, ADA)
    assert outbox.drain_deliveries().sent == 2
    for message in mail.outbox:
        body = message.message().as_string()
        theirs, others = (VISITORS, STAFF) if message.to == [ADA["email"]] else (STAFF, VISITORS)
        assert theirs in body
        assert others.removeprefix("https://") not in body
