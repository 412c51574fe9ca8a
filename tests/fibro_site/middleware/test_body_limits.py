"""Uploads of strangers are not written and their long bodies not parsed. What staff may send depends on the page."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client
from pytest_django import Settings

from fibro_site.processes.body_sizes import MB

pytestmark = pytest.mark.django_db
ADMIN = ["/admin/", "/admin/images/add/", "/admin/references/imports/", "/admin/documents/add/"]


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    """Return the folder in which Django writes uploads, all of which count as large."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1
    return tmp_path


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the files that were begun. They are deleted at the end of the request."""
    begun: list[str] = []
    new_file = TemporaryFileUploadHandler.new_file

    def note(handler: TemporaryFileUploadHandler, *args: object, **options: object) -> None:
        begun.append(str(args[1]))
        new_file(handler, *args, **options)

    monkeypatch.setattr(TemporaryFileUploadHandler, "new_file", note)
    return begun


def guarded_client() -> Client:
    """A client with the CSRF cookie, so that Django looks for the token in the body."""
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.CSRF_COOKIE_NAME] = "0123456789abcdefghijABCDEFGHIJ01"
    return client


def big(size: int) -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile("big.bib", b"x" * size)}


@pytest.mark.parametrize("path", [*ADMIN, "/eligibility/", "/account/login/"])
@pytest.mark.parametrize(("size", "status"), [(MB // 2, 403), (MB, 413)])
def test_strangers_cannot_upload_files(path: str, size: int, status: int, written: list[str]) -> None:
    response = guarded_client().post(path, big(size))
    assert (response.status_code, written) == (status, [])


PART = 'Content-Disposition: form-data; name="a"\r\n\r\n1\r\n--x\r\n'
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"


@pytest.mark.parametrize(
    ("content_type", "body", "is_parsed"),
    [
        (FORM, "a&" * 3000, False),
        (FORM, "a=" + "--x" * 3000, True),
        (PARTS, "--x\r\n" + PART * 3000, False),
        (PARTS, "--x\r\n" + PART.lower() * 3000, False),
        (PARTS, "--x\r\n" + "\r\n\r\n--x\r\n" * 3000, False),
        (PARTS.replace("=x", '="x"'), "--x\r\n" * 3000, False),
        (PARTS, "--x\r\n" + PART.replace("1", "&" * 3000) + "\r\n--x--\r\n", True),
    ],
)
def test_strangers_cannot_send_thousands_of_fields(content_type: str, body: str, *, is_parsed: bool) -> None:
    """A request whose body is parsed is refused because it has no CSRF token."""
    response = guarded_client().post("/eligibility/", data=body, content_type=content_type)
    assert response.status_code == (403 if is_parsed else 400)


@pytest.mark.parametrize("path", ADMIN)
def test_accounts_without_admin_access_cannot_upload_files(
    path: str, django_user_model: type[AbstractUser], written: list[str]
) -> None:
    client = guarded_client()
    client.force_login(django_user_model.objects.create_user("nobody"))
    assert (client.post(path, big(MB // 2)).status_code, written) == (403, [])


@pytest.mark.parametrize(
    ("path", "size", "is_taken"),
    [
        ("/admin/references/imports/", 12 * MB, True),
        ("/admin/references/imports/", 51 * MB, False),
        ("/admin/images/add/", 9 * MB, True),
        ("/admin/images/add/", 11 * MB, False),
        ("/admin/pages/1/edit/", 16 * MB, False),
    ],
)
def test_upload_limits_of_staff_depend_on_the_page(
    cleo: AbstractUser, written: list[str], path: str, size: int, *, is_taken: bool
) -> None:
    """The CSRF check reads the body, and finds no token in it."""
    client = guarded_client()
    client.force_login(cleo)
    response = client.post(path, big(size))
    assert (response.status_code, bool(written)) == ((403, True) if is_taken else (413, False))
