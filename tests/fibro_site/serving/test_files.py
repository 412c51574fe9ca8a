"""A document that is private to accounts is served to nobody else, by whatever URL."""

from pathlib import Path

import pytest
from django.contrib.auth.models import AbstractUser
from django.core.files.base import ContentFile
from django.test import Client
from pytest_django import Settings
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction

from tests.conftest import signed_in

pytestmark = pytest.mark.django_db

CONTENT = b"%PDF-1.4 for staff only"


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def private() -> Document:
    collection = Collection.get_first_root_node().add_child(name="For staff")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    return add_document(collection)


def add_document(collection: Collection) -> Document:
    return Document.objects.create(title="A", collection=collection, file=ContentFile(CONTENT, name="a.pdf"))


def stored_at(document: Document) -> list[str]:
    """Return the paths of the file, in every spelling that a URL can have."""
    name = document.file.name.removeprefix("documents/")
    return [
        f"/media/{folder}{name}" for folder in ("documents/", "/documents/", "images/../documents/", "./documents/")
    ]


def ask(client: Client, address: str) -> tuple[bytes, str]:
    """Return the whole content of the response, and its Cache-Control."""
    response = client.get(address)
    return response.getvalue(), response.get("Cache-Control", "")


def content_of(client: Client, address: str) -> bytes:
    return ask(client, address)[0]


def test_strangers_get_no_private_document(client: Client, private: Document) -> None:
    assert client.get(private.url)["Location"].startswith("/_util/login/")
    for address in [private.url, *stored_at(private)]:
        assert CONTENT not in content_of(client, address), address


def test_account_gets_a_private_document_with_no_store(dora: AbstractUser, private: Document) -> None:
    client = signed_in(dora)
    assert content_of(client, private.url) == CONTENT
    assert "no-store" in ask(client, private.url)[1]


def test_session_without_the_second_factor_gets_no_private_document(
    dora: AbstractUser, private: Document, settings: Settings
) -> None:
    settings.REQUIRE_MFA = True
    assert content_of(signed_in(dora), private.url) != CONTENT


def test_public_documents_are_served_to_everybody(client: Client) -> None:
    document = add_document(Collection.get_first_root_node())
    assert content_of(client, document.url) == CONTENT
    assert "no-store" not in ask(client, document.url)[1]


def test_images_are_served_from_the_media_folder(client: Client, settings: Settings) -> None:
    (Path(settings.MEDIA_ROOT) / "images").mkdir()
    (Path(settings.MEDIA_ROOT) / "images" / "a.png").write_bytes(b"a picture")
    assert content_of(client, "/media/images/a.png") == b"a picture"


@pytest.mark.parametrize("name", ["a.html", "a.js", "a.svg", "a.png.html", "a", "png", "a.PNG/b.xml"])
def test_only_images_are_served_from_the_media_folder(client: Client, tmp_path: Path, name: str) -> None:
    """A page or a script there would run in the staff's own site."""
    file = tmp_path / "images" / name
    file.parent.mkdir(parents=True)
    file.write_text("<script>")
    assert client.get(f"/media/images/{name}").status_code == 404
    (tmp_path / "images" / "b.JPG").write_bytes(b"a picture")
    assert ask(client, "/media/images/b.JPG")[0] == b"a picture"


def test_name_longer_than_any_file_has_is_not_found(client: Client) -> None:
    assert client.get(f"/media/images/{'a' * 5000}.png").status_code == 404
