"""Editors are told what readers do not get, when they open a page, when they publish it, and beside its preview."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import ArticlePage
from articles.review.body_report import report_body
from tests.articles.builders import build_edit_form, html_of, lose_file, make_article, make_image, prose, stream
from tests.articles.signing.builders import publish_signed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
NO_FILE_NAME = "is the name of a file. Say what the image shows."


def picture(image: int | None, alt: str = "", *, decorative: bool = False) -> dict[str, object]:
    chosen = {"image": image, "alt_text": alt, "decorative": decorative}
    return {"type": "picture", "value": {"image": chosen, "caption": "<p>A caption.</p>"}}


def test_each_problem_of_a_picture_is_said_with_its_block() -> None:
    image = make_image("scan-2.png")
    lost = make_image("lost.png")
    lose_file(lost)
    pictures = [
        *(picture(image.pk, "A scan of a head"), picture(image.pk, decorative=True), picture(image.pk)),
        *(picture(image.pk, "scan-2"), picture(lost.pk, "A map"), picture(None), picture(9999, "Gone")),
    ]
    found = [str(finding) for finding in report_body(stream(prose("<p>a</p>"), *pictures))]
    assert [words.partition(":")[0] for words in found] == [f"Block {number}, Image" for number in range(4, 9)]
    assert "has no alternative text" in found[0]
    assert NO_FILE_NAME in found[1]
    assert "file of the image is missing" in found[2]
    assert all("There is no image" in words for words in found[3:])


# Wagtail leaves the temporary files of its thumbnails to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_editor_is_told_on_opening_publishing_and_beside_the_preview(cleo_client: Client) -> None:
    image = make_image("scan-2.png")
    article = make_article("Scans", picture(image.pk, "scan-2"))
    edit = reverse("wagtailadmin_pages:edit", args=[article.pk])
    assert NO_FILE_NAME in html_of(cleo_client, edit)

    shown = html_of(cleo_client, reverse("wagtailadmin_pages:view_draft", args=[article.pk]))
    assert NO_FILE_NAME in shown.partition("data-picture=")[2].partition(">")[0]
    assert "picture-needs-words" in shown
    assert "data-picture" not in html_of(Client(), article.url)

    form = build_edit_form(article, "<p>a</p>")
    form |= {
        "body-count": "1",
        "body-0-type": "picture",
        "body-0-value-image-image": str(image.pk),
        "body-0-value-image-alt_text": "scan-2",
        "body-0-value-caption": "null",
        "body-0-value-credit": "",
        "body-0-value-licence": "",
        "body-0-value-licence_url": "",
    }
    publish_signed(cleo_client, article, form)
    assert NO_FILE_NAME in html_of(cleo_client, reverse("wagtailadmin_explore", args=[article.get_parent().pk]))


def test_block_of_a_lost_kind_is_named_before_it_is_gone(cleo_client: Client) -> None:
    article = make_article("Old", prose("<p>Kept words.</p>"))
    stored = json.dumps([{"type": "podcast", "value": {"a": 1}, "id": "x"}, prose("<p>Kept words.</p>")])
    revision = article.latest_revision
    revision.content["body"] = stored
    revision.save()
    ArticlePage.objects.filter(pk=article.pk).update(body=stored)
    told = html_of(cleo_client, reverse("wagtailadmin_pages:edit", args=[article.pk]))
    assert "blocks of a kind that no longer exists (podcast)" in told
    assert "Kept words." in html_of(Client(), article.url)
