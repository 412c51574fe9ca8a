"""Pictures: what is a description and what is a file's name, who made them, and what is left without their file."""

from typing import Any

import pytest
from django.test import Client
from wagtail.images.models import AbstractImage

from articles.blocks.alt_texts import is_file_like
from tests.articles.builders import html_of, lose_file, make_article, make_image


@pytest.mark.parametrize(
    "text",
    [
        *("IMG_1234.jpg", "IMG 1234", "scan-2.png", "scan-2", "DSC00012", "brain_scan_final", "Screenshot 2024-05-01"),
        *("Bildschirmfoto um 12.30", "WhatsApp Image 2024-01-01 at 10.00", "1234", "foto", "image", "kopf-3", "a.webp"),
        *("hills", "Hills", "hills_AbC12dE"),
    ],
)
def test_names_of_files_are_recognised(text: str) -> None:
    assert is_file_like(text, "original_images/hills_AbC12dE.jpg")


@pytest.mark.parametrize(
    "text",
    [
        *("", "A woman walks by the sea", "Foto einer Frau am Meer", "Hills and a lake", "MRT-Aufnahme eines Kopfes"),
        *(
            "Image of 4 hands",
            "19 places on the body",
            "Magnetresonanztomografie",
            "Hals-Nasen-Ohren-Arzt",
            "C. elegans",
        ),
    ],
)
def test_descriptions_are_left_alone(text: str) -> None:
    assert not is_file_like(text, "original_images/hills_AbC12dE.jpg")


@pytest.fixture
def image(db: None) -> AbstractImage:
    return make_image("hills.png")


def picture(image: AbstractImage | None, alt: str = "Hills and a lake", **fields: Any) -> dict[str, Any]:
    chosen = {"image": image and image.pk, "alt_text": alt, "decorative": False}
    return {"type": "picture", "value": {"image": chosen, "caption": "<p>Seen from the west.</p>", **fields}}


def test_credit_and_licence_stand_below(site: None, client: Client, image: AbstractImage) -> None:
    credit = {"credit": "Hanna Example", "licence": "CC BY 4.0", "licence_url": "https://example.com/by"}
    html = html_of(client, make_article("Pictures", picture(image, **credit)).url)
    figure = html.partition('<figure class="picture">')[2].partition("</figure>")[0]
    assert 'alt="Hills and a lake"' in figure
    assert "Image: Hanna Example" in figure
    assert '<a href="https://example.com/by" rel="license noreferrer">CC BY 4.0</a>' in figure


def test_picture_may_fill_its_column(site: None, client: Client, image: AbstractImage) -> None:
    html = html_of(client, make_article("Pictures", picture(image)).url)
    shown = html.partition('alt="Hills and a lake"')[2].partition(">")[0].split()
    assert f'width="{image.width}"' in shown
    assert f'height="{image.height}"' in shown


def test_name_of_a_file_is_not_read_out(site: None, client: Client, image: AbstractImage) -> None:
    assert 'alt=""' in html_of(client, make_article("Pictures", picture(image, "hills")).url)


def test_caption_stays_where_a_file_is_missing(site: None, client: Client, image: AbstractImage) -> None:
    lose_file(image)
    article = make_article("Pictures", picture(image), picture(None))
    html = html_of(client, article.url).partition("<main")[2].partition("</main>")[0]
    assert "<img" not in html
    assert html.count("Seen from the west.") == 2


def test_sizes_whose_files_are_missing_are_left_out(site: None, client: Client, image: AbstractImage) -> None:
    article = make_article("Pictures", picture(image))
    assert "<img" in html_of(client, article.url)
    for rendition in image.renditions.all():
        rendition.file.storage.delete(rendition.file.name)
    assert "<img" not in html_of(client, article.url)
