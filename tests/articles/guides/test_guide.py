"""The guide for editors is the same in the repository and in the admin."""

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from markdown_it import MarkdownIt

from articles.guides.guide import GUIDES, PICTURES, STATIC_PREFIX, read_guide, take_title
from articles.guides.views import EDITORS_GUIDE, GUIDE_URL_NAME
from tests.conftest import make_user, signed_in

SOURCE = (settings.BASE_DIR / GUIDES / f"{EDITORS_GUIDE}.md").read_text(encoding="utf-8")


def test_every_section_is_shown_and_led_to() -> None:
    guide = read_guide(EDITORS_GUIDE)
    assert [section.title for section in guide.sections] == re.findall(r"^## (.+)$", SOURCE, re.MULTILINE)
    assert re.findall(r'<h2 id="([^"]+)"', guide.html) == [section.anchor for section in guide.sections]
    assert "<table>" in guide.html


def test_every_picture_is_there() -> None:
    pictures = re.findall(rf"\({PICTURES}([^)]+)\)", SOURCE)
    assert pictures
    assert [name for name in pictures if not finders.find(STATIC_PREFIX + name)] == []
    assert len(re.findall(r"<img ", read_guide(EDITORS_GUIDE).html)) == len(pictures)


def test_guide_without_a_title_is_refused() -> None:
    with pytest.raises(ValueError, match="begins with its title"):
        take_title(MarkdownIt().parse("Only words.\n\nAnd more."))


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["Author", "Editor", "Medical reviewer", "Publisher"])
def test_each_role_reads_the_guide(role: str) -> None:
    client = signed_in(make_user("wanda", role))
    page = client.get(reverse(GUIDE_URL_NAME)).content.decode()
    assert 'href="#have-it-signed-off"' in page
    assert 'id="have-it-signed-off"' in page
    assert reverse(GUIDE_URL_NAME) in client.get(reverse("wagtailadmin_home")).content.decode()


@pytest.mark.django_db
def test_visitor_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(reverse(GUIDE_URL_NAME)).status_code == 302
