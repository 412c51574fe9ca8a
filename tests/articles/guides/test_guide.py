"""The guides are the same in the repository and in the admin."""

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from markdown_it import MarkdownIt

from articles.guides.guide import GUIDES, PICTURES, STATIC_PREFIX, read_guide, take_title
from articles.guides.views import EDITORS_GUIDE, GUIDE_URL_NAME, STAFF_GUIDE, STAFF_GUIDE_URL_NAME
from tests.conftest import make_user, signed_in

both_guides = pytest.mark.parametrize("name", [EDITORS_GUIDE, STAFF_GUIDE])


def read_source(name: str) -> str:
    return (settings.BASE_DIR / GUIDES / f"{name}.md").read_text(encoding="utf-8")


@both_guides
def test_every_section_is_shown_and_led_to(name: str) -> None:
    guide = read_guide(name)
    assert [section.title for section in guide.sections] == re.findall(r"^## (.+)$", read_source(name), re.MULTILINE)
    assert re.findall(r'<h2 id="([^"]+)"', guide.html) == [section.anchor for section in guide.sections]
    assert "<table>" in guide.html


@both_guides
def test_every_picture_is_there(name: str) -> None:
    pictures = re.findall(rf"\({PICTURES}([^)]+)\)", read_source(name))
    assert pictures
    assert [each for each in pictures if not finders.find(STATIC_PREFIX + each)] == []
    assert len(re.findall(r"<img ", read_guide(name).html)) == len(pictures)


def test_links_within_the_repository_are_words_in_the_admin() -> None:
    html = read_guide(STAFF_GUIDE).html
    assert "](../security.md#" in read_source(STAFF_GUIDE)
    assert "../" not in html
    assert "Changing keys" in html


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
@pytest.mark.parametrize(
    ("role", "is_for_staff", "is_for_editors"),
    [("Reader", True, False), ("Auditor", True, False), ("Author", False, True), ("Medical reviewer", False, True)],
)
def test_help_offers_the_guide_of_ones_own_work(role: str, is_for_staff: bool, is_for_editors: bool) -> None:
    client = signed_in(make_user("wanda", role))
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert (f'"{reverse(STAFF_GUIDE_URL_NAME)}"' in page) is is_for_staff
    assert (f'"{reverse(GUIDE_URL_NAME)}"' in page) is is_for_editors
    if is_for_staff:
        assert 'id="an-urgent-one"' in client.get(reverse(STAFF_GUIDE_URL_NAME)).content.decode()


@pytest.mark.django_db
def test_visitor_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(reverse(GUIDE_URL_NAME)).status_code == 302
