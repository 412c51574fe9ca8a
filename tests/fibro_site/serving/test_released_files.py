"""A page of one release finds its static files on a machine that runs another one, before it and after it."""

import uuid
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import Storage, storages
from django.test import Client
from pytest_django import Settings

from fibro_site.serving import released_files, static_files
from tests import object_server
from tests.storages import keep_in_bucket

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("object server")]
# For a machine that has none of the files itself.
urlpatterns = released_files.urlpatterns

# Installs a release with such a style sheet on a machine, and returns the sheet's hashed name.
Install = Callable[[str, str], str]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with object_server.running() as url:
        yield url


@pytest.fixture
def install(settings: Settings, tmp_path: Path, server: str) -> Install:
    keep_in_bucket(settings, tmp_path, server, prefix=uuid.uuid4().hex)
    settings.ROOT_URLCONF = __name__
    settings.STATICFILES_DIRS = [tmp_path / "source"]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    (tmp_path / "source" / "css").mkdir(parents=True)
    (tmp_path / "source" / "logo.svg").write_text("<svg></svg>", encoding="ascii")

    def collect(machine: str, style: str) -> str:
        (tmp_path / "source" / "css" / "page.css").write_text(style, encoding="ascii")
        settings.STATIC_ROOT = tmp_path / machine
        settings.STORAGES = settings.STORAGES | {
            "staticfiles": {"BACKEND": "fibro_site.serving.static_storage.StaticStorage"}
        }
        static_files.claim_static_folder()
        static_files.collect_static_files()
        name = staticfiles_storage.stored_name("css/page.css")
        settings.STATIC_ROOT = tmp_path / "neither"
        settings.STATIC_ROOT.mkdir(exist_ok=True)
        return name

    return collect


def ask(client: Client, name: str) -> tuple[int, bytes]:
    """Ask a machine that has neither release."""
    response = client.get(f"/static/{name}")
    return response.status_code, response.getvalue()


def test_files_of_both_releases_are_found(install: Install, client: Client) -> None:
    old, new = install("one", "p{color:black}"), install("two", "p{color:white}")
    assert old != new
    for name, style in ((old, b"p{color:black}"), (new, b"p{color:white}")):
        response = client.get(f"/static/{name}")
        assert response.getvalue() == style
        assert response["Content-Type"] == "text/css; charset=utf-8"
        assert response["Cache-Control"] == released_files.CACHE_CONTROL
        assert not response.cookies


@pytest.mark.parametrize(
    "name", ["css/page.css", "css/gone.0123456789ab.css", "releases/x.json", "a/../b.0123456789ab"]
)
def test_other_names_are_not_found(install: Install, client: Client, name: str) -> None:
    install("one", "p{color:black}")
    assert ask(client, name)[0] == HTTPStatus.NOT_FOUND


def test_last_releases_stay(install: Install, client: Client) -> None:
    names = [install("one", f"p{{order:{number}}}") for number in range(5)]
    assert [ask(client, name)[0] for name in names] == [404, 404, 200, 200, 200]
    # What all of them have stays, too.
    records = released_files.read_records(storages["releases"])
    [logo] = {name for record in records.values() for name in record if name.startswith("logo")}
    assert ask(client, logo) == (HTTPStatus.OK, b"<svg></svg>")


def test_release_that_is_published_again_is_a_new_one(install: Install, client: Client) -> None:
    """Whoever goes back to a version has the versions after it there for a while, and itself."""
    names = [install("one", f"p{{order:{number}}}") for number in (0, 1, 2, 0, 3)]
    assert [ask(client, name)[0] for name in names] == [200, 404, 200, 200, 200]
    assert len(storages["releases"].listdir("releases")[1]) == released_files.KEPT_RELEASES


def test_files_are_copied_once(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    install("one", "p{color:black}")
    copied: list[str] = []
    original = released_files.copy_file

    def copy_and_note(storage: Storage, name: str) -> None:
        copied.append(name)
        original(storage, name)

    monkeypatch.setattr(released_files, "copy_file", copy_and_note)
    name = install("two", "p{color:black}")
    assert copied == []
    newer = install("two", "p{color:white}")
    assert copied == [newer]
    assert len(storages["releases"].listdir("releases")[1]) == 2
    assert name != newer


def test_another_bucket_gets_them_too(install: Install, settings: Settings, tmp_path: Path) -> None:
    install("one", "p{color:black}")
    settings.STATIC_ROOT = tmp_path / "one"
    assert static_files.has_current_static_files()
    settings.S3_BUCKET = "another"
    assert not static_files.has_current_static_files()


def test_site_without_a_bucket_copies_nothing(
    install: Install, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.STORAGES = {name: told for name, told in settings.STORAGES.items() if name != "releases"}
    monkeypatch.setattr(released_files, "copy_file", lambda *_: pytest.fail("a file was copied"))
    install("one", "p{color:black}")
