"""Links to a heading work when it is reworded, moved, restored or given to another block."""

import pytest
from django.test import Client
from wagtail.models import Locale

from articles.models import ArticlePage, FaqPage
from articles.models.editorial_page import fill_heading_anchors
from articles.rendering.headings import anchor_headings, remember_anchors
from tests.articles.builders import Block, faq, get_starter_article, html_of, make_article, make_entry, make_topic
from tests.articles.builders import stream as build_stream

ONE, TWO = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


def heading(text: str, id_: str = ONE) -> Block:
    return {"type": "heading", "value": {"heading": text}, "id": id_}


@pytest.mark.parametrize(
    ("known", "headings", "anchors"),
    [
        ({}, [heading("Why"), heading("Why", TWO)], ["section-why", "section-why-2"]),
        ({ONE: "section-old"}, [heading("New")], ["section-old"]),
        # A known anchor is no other heading's, wherever that stands.
        ({TWO: "section-why"}, [heading("Why"), heading("How", TWO)], ["section-why-2", "section-why"]),
        # A block that was copied with its id, and one without an id.
        ({ONE: "section-why"}, [heading("Why"), heading("Why")], ["section-why", "section-why-2"]),
        ({"": "section-x"}, [{**heading("Why"), "id": ""}], ["section-why"]),
        ({}, [heading("??")], ["section"]),
    ],
)
def test_each_heading_has_an_anchor_of_its_own(known: dict, headings: list[Block], anchors: list[str]) -> None:
    assert [each.anchor for each in anchor_headings(build_stream(*headings), known)] == anchors


def test_anchors_of_blocks_that_are_gone_are_remembered_unless_another_heading_took_them() -> None:
    known = {ONE: "section-why", "gone": "section-gone", "taken": "section-how"}
    found = remember_anchors(build_stream(heading("Because"), heading("How", TWO)), known)
    assert found == {ONE: "section-why", TWO: "section-how", "gone": "section-gone"}


@pytest.mark.django_db
@pytest.mark.usefixtures("site")
class TestPublishing:
    URL = "/articles/links/"

    def make(self, *blocks: Block) -> ArticlePage:
        return make_article("Links", *(blocks or [heading("Why")]), slug="links")

    def test_reworded_heading_keeps_its_anchor_and_a_draft_changes_nothing(self, client: Client) -> None:
        article = self.make()
        first = article.latest_revision
        assert article.heading_anchors == {ONE: "section-why"}
        signed = article.describe_for_sign_off()
        article.body = build_stream(heading("Because"), heading("Why", TWO))
        draft = article.save_revision()
        assert ArticlePage.objects.get(pk=article.pk).heading_anchors == {ONE: "section-why"}
        preview = draft.as_object().make_preview_request().content.decode()
        assert '<a href="#section-why">Because</a>' in preview
        draft.publish()
        html = html_of(client, self.URL)
        assert '<a href="#section-why">Because</a>' in html
        assert '<a href="#section-why-2">Why</a>' in html
        assert 'id="section-why"' in html
        # An old revision comes back with the anchors that readers know by now.
        first.as_object().save_revision().publish()
        article = ArticlePage.objects.get(pk=article.pk)
        assert article.heading_anchors == {ONE: "section-why", TWO: "section-why-2"}
        assert article.describe_for_sign_off() == signed

    def test_unpublished_page_comes_back_with_its_anchors(self, client: Client) -> None:
        article = self.make()
        article.unpublish()
        article.body = build_stream(heading("Because"))
        article.save()
        article.save_revision().publish()
        assert '<a href="#section-why">Because</a>' in html_of(client, self.URL)

    def test_copy_and_translation_have_anchors_of_their_own_words(self) -> None:
        article = self.make()
        german = article.get_parent().get_translation(Locale.objects.get(language_code="de"))
        copied = article.copy(to=article.get_parent(), update_attrs={"slug": "copied"}, keep_live=False)
        assert copied.heading_anchors is None
        translated = article.copy_for_translation(german.locale)
        assert translated.heading_anchors is None
        translated.body = build_stream(heading("Warum"))
        translated.save_revision().publish()
        assert ArticlePage.objects.get(pk=translated.pk).heading_anchors == {ONE: "section-warum"}

    def test_topic_of_shared_questions_is_renamed_and_keeps_its_anchor(self, client: Client) -> None:
        topic = make_topic("Sleep")
        make_entry("Why?", topic=topic)
        article = self.make({**faq(topic=topic), "id": ONE})
        assert article.heading_anchors == {ONE: "section-sleep"}
        topic.name = "Rest"
        topic.save()
        assert '<a href="#section-sleep">Rest</a>' in html_of(client, self.URL)

    def test_pages_that_were_published_before_get_their_anchors(self) -> None:
        for model in (ArticlePage, FaqPage):
            assert model.objects.live().filter(heading_anchors__isnull=True).count() == 0
        starter = get_starter_article()
        before = starter.heading_anchors
        assert "section-the-gut-has-a-say" in before.values()
        ArticlePage.objects.update(heading_anchors=None)
        fill_heading_anchors()
        assert get_starter_article().heading_anchors == before
