"""Editors upload files that are what they say, and are told why another one is refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection

from tests.articles.builders import FILE_HEADS, html_of

pytestmark = pytest.mark.django_db
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
ARCHIVE = b"PK\x05\x06" + bytes(18)


def upload(client: Client, url_name: str, name: str, content: bytes) -> str:
    """Return what the editor is told, or an empty string if the file was taken."""
    data = {
        "title": "A file",
        "file": SimpleUploadedFile(name, content),
        "collection": Collection.objects.get(depth=1).pk,
    }
    response = client.post(reverse(url_name), data)
    return "" if response.status_code == 302 else str(response.context["form"].errors["file"])


def test_documents_are_what_they_say(cleo_client: Client) -> None:
    for name, content, told in (
        ("a.mp4", FILE_HEADS["mp4"] + bytes(50), ""),
        ("a.vtt", FILE_HEADS["vtt"], ""),
        ("a.svg", SVG, "not allowed"),
        ("a.html", b"<html>", "not allowed"),
        ("a.mp4", SVG, "not what its name says (mp4)"),
        ("a.pdf", FILE_HEADS["mp4"], "not what its name says (pdf)"),
        ("a.mp3", FILE_HEADS["mp3"] + b"<script>", "holds another one"),
        ("a.pdf", FILE_HEADS["pdf"] + ARCHIVE, "holds another one"),
    ):
        found = upload(cleo_client, "wagtaildocs:add", name, content)
        assert (told in found) if told else not found, (name, found)
    assert get_document_model().objects.count() == 2


# Wagtail leaves the temporary files of its thumbnails to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_images_are_images_and_nothing_else(cleo_client: Client) -> None:
    png = get_test_image_file("a.png").file.getvalue()
    for name, content, told in (
        ("a.png", png, ""),
        ("a.svg", SVG, "Not a supported image format"),
        ("a.png", SVG, "The extension does not match"),
        ("a.jpg", png, "Not a valid"),
        ("a.png", png + ARCHIVE, "holds another one"),
        ("a.png", png[:40] + b"<script>" + png[40:], "This image is damaged"),
    ):
        found = upload(cleo_client, "wagtailimages:add", name, content)
        assert (told in found) if told else not found, (name, found)
    assert get_image_model().objects.count() == 1
    assert "A file" in html_of(cleo_client, reverse("wagtailimages:index"))
