"""Cleo keeps the glossary and marks words. What she changes reaches every page that explains the term."""

import json
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.models import Locale, ReferenceIndex
from wagtail_localize.models import StringSegment, Translation, TranslationSource

from articles import editor_roles
from articles.blocks.text import ANSWER_FEATURES
from articles.models import ArticlePage, GlossaryTerm, SignOff
from articles.models.sign_off import find_valid_sign_off
from articles.records.usage import find_pages_with_term
from articles.review.content_differences import ChangeKind, compare_contents
from articles.review.content_hash import hash_content
from tests.articles.builders import faq, html_of, make_article, make_entry, make_topic, prose, queries
from tests.articles.glossary.builders import make_term, mark, term_block
from tests.articles.signing.builders import sign
from tests.front_cache import Cache

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

VIEWS = "wagtailsnippets_articles_glossaryterm"


@pytest.fixture
def keeper(cleo_client: Client) -> Client:
    editor_roles.ensure_editor_roles()
    return cleo_client


@pytest.fixture
def term(db: None) -> GlossaryTerm:
    return make_term()


def redefine(term: GlossaryTerm, definition: str) -> None:
    term.definition = definition
    term.save_revision().publish()


def test_marks_survive_the_editor_and_take_one_query(term: GlossaryTerm) -> None:
    converter = ContentstateConverter(ANSWER_FEATURES)
    html = f"<p>Of {mark(term)} and {mark(10**6, 'others')}{mark(term, '<b>x</b>')}.</p>"
    with queries() as statements:
        state = converter.from_database_format(html)
    assert len(statements) == 1
    data = [entity["data"] for entity in json.loads(state)["entityMap"].values()]
    assert [one["string"] for one in data][:2] == ["engram", "A term that is no longer in the glossary"]
    stored = converter.to_database_format(state)
    assert mark(term) in stored
    assert mark(10**6, "others") in stored


def test_editor_writes_a_term_and_is_told_who_reads_it(keeper: Client) -> None:
    address = reverse(f"{VIEWS}:add")
    assert html_of(keeper, address)
    form = {"term": "axon", "other_forms": "", "definition": "A trace of a memory.", "action-publish": "Publish"}
    assert keeper.post(address, form).status_code == 302
    term = GlossaryTerm.objects.get(term="axon")
    assert term.live
    article = make_article("Shows it", prose(f"<p>{mark(term)}</p>"))
    edit = reverse(f"{VIEWS}:edit", args=[term.pk])
    shown = keeper.get(edit)
    assert "1 published page shows this." in " ".join(map(str, get_messages(shown.wsgi_request)))
    assert "Shows it" in html_of(keeper, reverse(f"{VIEWS}:usage", args=[term.pk]))
    assert "axon" in html_of(keeper, reverse("wagtailsnippetchoosers_articles_glossaryterm:choose"))
    assert "axon" in html_of(keeper, reverse(f"{VIEWS}:list"))
    assert keeper.post(edit, {**form, "definition": "x" * 401}).status_code == 200
    term.delete()
    page = html_of(keeper, reverse("wagtailadmin_pages:edit", args=[article.pk]))
    assert "so readers see plain words: “engrams”" in page


def test_changed_definition_ends_the_sign_off_and_stands_in_the_comparison(term: GlossaryTerm) -> None:
    article = make_article("Signed", prose(f"<p>Of {mark(term)}.</p>"))
    before = article.describe_for_sign_off()
    signed = sign(article)
    assert is_signed(article, signed)
    redefine(term, "A trace of an old memory.")
    article = ArticlePage.objects.get(pk=article.pk)
    assert not is_signed(article, signed)
    [passage] = compare_contents(before, article.describe_for_sign_off()).passages
    assert [one.text for one in passage.words if one.kind == ChangeKind.ADDED] == ["an old"]


def is_signed(article: ArticlePage, signed: SignOff) -> bool:
    return find_valid_sign_off(article.pk, hash_of(article), signed.valid_until) is not None


def hash_of(article: ArticlePage) -> str:
    return hash_content(article.describe_for_sign_off())


def test_hash_counts_what_readers_see_of_terms_and_nothing_else(term: GlossaryTerm) -> None:
    other = make_term("axis")
    bodies = {
        "plain": "<p>Of engrams.</p>",
        "gone": f"<p>Of {mark(10**6)}.</p>",
        "marked": f"<p>Of {mark(term)}.</p>",
        "other words": f"<p>{mark(term, 'Of')} engrams.</p>",
        "other term": f"<p>Of {mark(other)}.</p>",
    }
    article = make_article("Words", slug="words")
    hashes = {}
    for name, html in bodies.items():
        article.body = article.body.stream_block.to_python([prose(html)])
        hashes[name] = hash_of(article)
    assert hashes["plain"] == hashes["gone"]
    assert len(set(hashes.values())) == 4
    # What was signed before there were terms keeps its hash.
    assert "terms" not in make_article("None", prose("<p>a</p>")).describe_for_sign_off()


def test_term_set_off_in_the_text_is_part_of_what_is_signed(term: GlossaryTerm) -> None:
    article = make_article("Set off", term_block(term))
    before = hash_of(article)
    redefine(term, "Another.")
    assert hash_of(ArticlePage.objects.get(pk=article.pk)) != before


def test_index_and_caches_know_each_page_of_a_term(
    term: GlossaryTerm, cache: Cache, django_capture_on_commit_callbacks: Any
) -> None:
    entry = make_entry("Why?", f"<p>{mark(term)}</p>", topic=make_topic())
    pages = [
        make_article("Marked", prose(f"<p>{mark(term)}</p>"), slug="marked"),
        make_article("Set off", term_block(term), slug="set-off"),
        make_article("Asked", faq(entry), slug="asked"),
    ]
    make_article("None", prose("<p>a</p>"), slug="none")
    assert ReferenceIndex.get_references_to(term).count() == 3
    assert {page.pk for page in find_pages_with_term(term)} == {page.pk for page in pages}
    paths = ["/articles/asked/", "/articles/marked/", "/articles/set-off/", "/glossary/"]
    with django_capture_on_commit_callbacks(execute=True):
        term.definition = "A draft."
        term.save_revision()
    assert cache.paths() == []
    with django_capture_on_commit_callbacks(execute=True):
        term.get_latest_revision().publish()
    assert sorted(cache.paths()) == paths
    with django_capture_on_commit_callbacks(execute=True):
        term.unpublish()
    assert sorted(cache.paths()) == paths
    with django_capture_on_commit_callbacks(execute=True):
        term.delete()
    assert sorted(cache.paths()) == paths


def test_marks_survive_translation(term: GlossaryTerm) -> None:
    article = make_article("Words", prose(f"<p>Of {mark(term)} here.</p>"))
    german = Locale.objects.get(language_code="de")
    source, _is_new = TranslationSource.get_or_create_from_instance(article)
    source.update_from_db()
    translation = Translation.objects.create(source=source, target_locale=german)
    translation.save_target(publish=False)
    segments = StringSegment.objects.filter(source=source, string__data__contains="engrams")
    assert [segment.string.data for segment in segments] == ['Of <a id="a1">engrams</a> here.']
    draft = article.get_translation(german).get_latest_revision_as_object()
    assert f'id="{term.pk}"' in draft.body.raw_data[0]["value"]
    # The term itself is not translated yet.
    assert "terms" not in draft.describe_for_sign_off()
