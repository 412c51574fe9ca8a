"""The card of a page: drawn once, with its own title, for pages that everybody may read."""

import re
from io import BytesIO

import pytest
from django.test import Client
from PIL import Image
from wagtail.models import PageViewRestriction

from articles.metadata import card, views
from tests.articles.builders import STARTER_ARTICLE, get_starter_article, html_of, make_article

MOST_BYTES = 60_000
LONGEST_WORD = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"


def find_card(html: str) -> str:
    [address] = re.findall(r'<meta property="og:image" content="http://testserver([^"]*)">', html)
    return str(address)


def find_inked_columns(png: bytes) -> tuple[int, int]:
    """Return the first and the last column of a card that has ink of letters in it."""
    ink = Image.open(BytesIO(png)).convert("RGB").point(lambda value: 255 if value < 60 else 0).split()
    found = Image.merge("RGB", ink).convert("L").point(lambda value: 255 if value == 255 else 0).getbbox()
    assert found
    return found[0], found[2]


@pytest.mark.parametrize("title", ["Sleep", "Größer, „süßer“ – Übung", f"{LONGEST_WORD} {LONGEST_WORD}", "lang " * 50])
def test_any_title_stays_in_its_place(title: str) -> None:
    png = card.draw_card(title, "The Fibromyalgia Clinic")
    image = Image.open(BytesIO(png))
    assert (image.format, image.size) == ("PNG", (1200, 630))
    assert len(png) <= MOST_BYTES
    assert image.convert("RGB").getpixel((4, 4)) == (0xFB, 0xF7, 0xEF)
    first, last = find_inked_columns(png)
    assert card.LEFT - 4 <= first < last <= card.LEFT + card.TITLE_WIDTH + 4


def test_longer_titles_are_set_smaller_then_broken_then_cut() -> None:
    assert card.fit_lines("Sleep") == (["Sleep"], 84)
    lines, size = card.fit_lines(LONGEST_WORD)
    assert size == 36
    assert lines[0].endswith("-")
    assert "".join(line.removesuffix("-") for line in lines) == LONGEST_WORD
    assert card.fit_lines("lang " * 80)[0][-1].endswith("…")
    assert card.fit_lines("")[0] == []


def test_what_the_typeface_lacks_is_left_out_and_no_box_is_drawn() -> None:
    assert card.keep_drawable("Ä Ö Ü ß „é“ – 5 µg ≤ ½ ŁŞğ") == "Ä Ö Ü ß „é“ – 5 µg ≤ ½ ŁŞğ"
    assert card.keep_drawable("Pain 🙂\u200b 痛み \x00 ﬁre") == "Pain fire"


@pytest.mark.django_db
@pytest.mark.usefixtures("site")
class TestServing:
    def test_card_is_drawn_once_and_kept_for_long(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        drawn: list[str] = []
        monkeypatch.setattr(views, "draw_card", lambda title, _clinic: drawn.append(title) or b"card")
        address = find_card(html_of(client, STARTER_ARTICLE))
        assert drawn == []  # not while a reader asks for the page
        answers = [client.get(address) for _ in range(3)]
        assert [(answer.content, answer["Content-Type"]) for answer in answers] == [(b"card", "image/png")] * 3
        assert {"public", "immutable", "max-age=31536000"} == set(answers[0]["Cache-Control"].split(", "))
        assert drawn == [get_starter_article().title]

    def test_wrong_hash_leads_to_the_card_of_today_and_draws_nothing(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(views, "draw_card", None)
        address = find_card(html_of(client, STARTER_ARTICLE))
        wrong = re.sub("-[0-9a-f]{12}", "-0123456789ab", address)
        answer = client.get(wrong)
        assert (answer.status_code, answer["Location"], answer["Cache-Control"]) == (302, address, "no-cache")
        article = get_starter_article()
        article.title = "Another title"
        article.save_revision().publish()
        renamed = find_card(html_of(client, STARTER_ARTICLE))
        assert renamed != address
        assert client.get(address)["Location"] == renamed

    def test_private_and_unpublished_pages_have_none(self, client: Client) -> None:
        private, draft = make_article("Private", slug="private"), make_article("Draft", slug="draft")
        addresses = [find_card(html_of(client, page.url)) for page in (private, draft)]
        PageViewRestriction.objects.create(page=private, restriction_type="login")
        draft.unpublish()
        assert [client.get(address).status_code for address in addresses] == [404, 404]
        assert client.get("/cards/999999-0123456789ab.png").status_code == 404
