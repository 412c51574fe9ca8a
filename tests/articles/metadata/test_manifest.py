"""What browsers and devices ask of a site besides its pages."""

from io import BytesIO

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image

from tests.articles.builders import html_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def test_manifest_is_in_the_language_of_its_page(client: Client) -> None:
    for home in ("/", "/de/"):
        html = html_of(client, home)
        assert f'<link rel="manifest" href="{home}manifest.webmanifest">' in html
        response = client.get(f"{home}manifest.webmanifest")
        assert response["Content-Type"] == "application/manifest+json"
        told = response.json()
        assert (told["start_url"], told["scope"], told["display"]) == (home, "/", "browser")
        assert (told["lang"], told["name"]) == ("de" if "de" in home else "en", "The Fibromyalgia Clinic")
        assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
        for icon in told["icons"]:
            with Image.open(str(finders.find(icon["src"].removeprefix("/static/")))) as image:
                assert "{}x{}".format(*image.size) == icon["sizes"]


@pytest.mark.parametrize(("path", "sizes"), [("/favicon.ico", {16, 32, 48}), ("/apple-touch-icon.png", {180})])
def test_icons_that_browsers_ask_for_unasked_are_at_the_root(client: Client, path: str, sizes: set[int]) -> None:
    response = client.get(path)
    assert response.status_code == 200
    image = Image.open(BytesIO(response.getvalue()))
    assert {width for width, _height in image.info.get("sizes", {image.size})} == sizes
