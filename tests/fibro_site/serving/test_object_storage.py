"""A site whose files lie in a bucket, on a server that speaks as Amazon S3 does: nothing of them is on its own disk."""

import gc
import uuid
from collections.abc import Iterator
from http import HTTPStatus
from io import BytesIO
from pathlib import Path

import pytest
from botocore.exceptions import BotoCoreError
from django.contrib.auth.models import AbstractUser, User
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage, storages
from django.test import Client
from PIL import Image as Picture
from pytest_django import Settings
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection, CollectionViewRestriction

from articles.importing import uploads
from fibro_site.accounts.roles import ensure_all_roles
from fibro_site.middleware import outage
from fibro_site.operations import outages
from fibro_site.serving.object_storage import ObjectStorage
from intake.exports import files, requests
from intake.staff import roles
from references.importing import import_queue
from references.models import ImportFile, Reference
from references.models.imports import get_private_storage
from references.tasks import import_files
from tests import object_server
from tests.conftest import make_user, signed_in
from tests.intake import builders
from tests.intake.exports import asking
from tests.references.importing.records import RIS
from tests.storages import keep_in_bucket

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.xdist_group("object server"),
    # Wagtail leaves the one in which it scales a picture to be closed by itself.
    pytest.mark.filterwarnings("ignore:.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"),
]

CONTENT = b"%PDF-1.4 for staff only"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with object_server.running() as url:
        yield url


@pytest.fixture(autouse=True)
def disk(settings: Settings, tmp_path: Path, server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return the folder of the machine, in which nothing may lie afterwards."""
    keep_in_bucket(settings, tmp_path, server, prefix=uuid.uuid4().hex)
    for model, name in ((ImportFile, "upload"), (Image, "file"), (Image.get_rendition_model(), "file")):
        storage = get_private_storage() if model is ImportFile else default_storage
        monkeypatch.setattr(model._meta.get_field(name), "storage", storage)
    yield tmp_path
    # While the warning is left out: no later test is to be blamed for it.
    gc.collect()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def read(storage: Storage, name: str) -> bytes:
    with storage.open(name) as file:
        return bytes(file.read())


def draw_picture() -> ContentFile:
    content = BytesIO()
    Picture.new("RGB", (640, 480), "teal").save(content, "PNG")
    return ContentFile(content.getvalue(), name="teal.png")


def add_document(collection: Collection | None = None) -> Document:
    collection = collection or Collection.get_first_root_node()
    return Document.objects.create(title="A", collection=collection, file=ContentFile(CONTENT, name="a.pdf"))


def test_pictures_and_their_sizes_are_served_by_the_site(client: Client) -> None:
    picture = Image.objects.create(title="Teal", file=draw_picture())
    small = picture.get_rendition("width-100|format-webp")
    for path in (picture.file.url, small.url):
        assert path.startswith("/media/")
        response = client.get(path)
        assert (response.status_code, response["Content-Type"]) in {(200, "image/png"), (200, "image/webp")}
        assert Picture.open(BytesIO(response.getvalue())).width in {640, 100}
        again = client.get(path, headers={"if-modified-since": response["Last-Modified"]})
        assert again.status_code == HTTPStatus.NOT_MODIFIED


@pytest.mark.parametrize(
    "path", ["images/gone.png", f"images/{'a' * 1200}.png", "../exports/x.png", "documents/a.png", "images/a%00.png"]
)
def test_what_is_no_picture_of_the_site_is_not_found(client: Client, path: str) -> None:
    assert client.get(f"/media/{path}").status_code == HTTPStatus.NOT_FOUND


def test_two_uploads_of_one_name_are_two_files() -> None:
    names = {default_storage.save("images/a.png", ContentFile(content)) for content in (b"one", b"two")}
    assert len(names) == 2
    assert {read(default_storage, name) for name in names} == {b"one", b"two"}


def test_documents_are_given_by_the_page_that_asks_who_it_is(client: Client, dora: AbstractUser) -> None:
    collection = Collection.get_first_root_node().add_child(name="For staff")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    private, public = add_document(collection), add_document()
    assert client.get(private.url)["Location"].startswith("/_util/login/")
    response = signed_in(dora).get(private.url)
    assert (response.getvalue(), response["Cache-Control"]) == (CONTENT, "no-store, private")
    assert client.get(public.url).getvalue() == CONTENT
    part = client.get(public.url, headers={"range": "bytes=5-7"})
    assert (part.status_code, part.getvalue()) == (HTTPStatus.PARTIAL_CONTENT, CONTENT[5:8])
    assert client.get(f"/media/{public.file.name}").status_code == HTTPStatus.NOT_FOUND


def test_objects_are_private(server: str) -> None:
    name = default_storage.save("images/a.png", ContentFile(b"a picture"))
    storage = default_storage._wrapped
    assert isinstance(storage, ObjectStorage)
    key = f"{storage.location}/{name}"
    grants = storage.bucket.Object(key).Acl().grants
    assert [grant["Grantee"]["Type"] for grant in grants] == ["CanonicalUser"]
    assert not object_server.answers(f"{server}/{object_server.BUCKET}/{key}")


def test_pictures_ask_to_come_back_while_the_bucket_is_away(
    client: Client, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_in_bucket(settings, tmp_path, "http://127.0.0.1:1", prefix="away")
    # As a process finds it that starts with such a setting.
    monkeypatch.setattr(outage, "OUTAGE_ERRORS", (*outages.OUTAGE_ERRORS, BotoCoreError))
    response = client.get("/media/images/a.png")
    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert response["Retry-After"]


def test_works_are_imported_from_the_bucket() -> None:
    file = import_queue.receive_file("works.ris", ContentFile(RIS.encode()), None)
    assert get_private_storage().listdir("")[1] == [file.upload.name]
    import_files()
    file.refresh_from_db()
    assert (file.state, file.rows.count()) == (ImportFile.State.TO_CHOOSE, 4)
    import_queue.start_import(file)
    assert Reference.objects.count() == 3
    assert get_private_storage().listdir("")[1] == []


def test_article_waits_in_the_bucket() -> None:
    token = uploads.keep_upload("sleep.md", b"# Sleep", user_id=7)
    found = uploads.find_upload(token, user_id=7)
    assert found
    assert found.content == b"# Sleep"
    uploads.delete_upload(found)
    assert uploads.find_upload(token, user_id=7) is None


def test_export_is_made_read_and_deleted() -> None:
    ensure_all_roles()
    mia = make_user("mia", roles.MANAGER)
    assert isinstance(mia, User)
    submission = builders.make_receipt(builders.make_version()).submission
    export = asking.make(mia)
    name = files.get_name(export.pk, 1)
    assert files.list_names() == [name]
    assert submission.reference.encode() not in read(storages["exports"], name)
    assert submission.reference.encode() in asking.read(export, mia)
    requests.delete_export(export.pk, by=mia)
    assert files.list_names() == []
