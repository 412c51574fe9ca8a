"""Editors translate pages piece by piece, and are told when the original has changed since."""

import json
import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import AbstractUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import OverridableSegment, StringSegment, StringTranslation, Translation

from articles import editor_roles
from articles.models import ArticlePage, InformationPage
from intake.models import Questionnaire
from intake.starter import load_starter_content
from tests.articles.builders import html_of, make_article, prose, questions, save_draft, table
from tests.articles.signing.builders import sign
from tests.conftest import make_user, signed_in
from tests.references.builders import cite, make_reference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site", "may_translate")]

LOOP_STEPS = [{"label": "Fear", "effect": "amplifies"}, {"label": "Pain", "effect": "feeds"}]
CHANGED = "The original has changed since this was translated"


@pytest.fixture
def may_translate(site: None) -> None:
    editor_roles.ensure_editor_roles()


@pytest.fixture
def german(db: None) -> Locale:
    return Locale.objects.get(language_code="de")


@pytest.fixture
def publish(django_capture_on_commit_callbacks: Any) -> Any:
    """Publish in the editor of a translation, which does so on commit. An article is signed off before."""

    def publish_translation(client: Client, page: Page) -> str:
        edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
        if isinstance(page, ArticlePage):
            client.post(edit, {"action": "publish"})  # which saves it as a draft
            sign(ArticlePage.objects.get(pk=page.pk))
        with django_capture_on_commit_callbacks(execute=True):
            client.post(edit, {"action": "publish"})
        return client.get(edit).content.decode()

    return publish_translation


def translate(client: Client, page: Page, locale: Locale) -> ArticlePage:
    """Ask for a translation, as an editor does. Return its draft."""
    address = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    assert client.post(address, {"locales": [locale.pk]}).status_code == 302
    return page.get_translation(locale).specific


def write_segments(client: Client, page: Page, prefix: str = "DE ") -> None:
    """Translate every string, by putting a word before it."""
    translation = Translation.objects.get(source__object_id=page.translation_key)
    for segment in StringSegment.objects.filter(source=translation.source).exclude(context__path="slug"):
        address = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
        body = urlencode({"value": f"{prefix}{segment.string.data}"})
        assert client.put(address, body, "application/x-www-form-urlencoded").status_code in {200, 201}


def test_editor_translates_publishes_and_follows_the_original(
    cleo_client: Client, client: Client, german: Locale, publish: Any
) -> None:
    work = make_reference("Gray")
    cited = cite(work).replace("<a ", '<a data-locator="p. 3" ')
    parts = [
        prose(f"<p>Words{cited} and <b>bold</b> &amp; more.</p><ul><li>First</li></ul>"),
        table("<p>Shown.</p>", ["<p>Cell</p>", f"<p>Other{cite(work)}</p>"]),
        questions(f"<p>Yes.{cite(work)}</p>"),
        {"type": "loop_diagram", "value": {"title": "A loop", "steps": LOOP_STEPS, "caption": ""}},
    ]
    original = make_article("Original", *parts)
    draft = translate(cleo_client, original, german)
    assert not draft.live
    edit = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    assert CHANGED not in html_of(cleo_client, edit)
    write_segments(cleo_client, original)
    assert "Published" in publish(cleo_client, draft)
    html = html_of(client, f"/de/artikel/{draft.slug}/")
    assert '<html lang="de">' in html
    for words in (
        "DE Original",
        "<b>bold</b> &amp; more.",
        "DE First",
        "DE Cell",
        "DE A table",
        "DE Column 0",
        "DE Question 0?",
        "DE Fear",
    ):
        assert words in html, words
    assert html.count('class="citation__link"') == 3
    assert "data-locator" in json.dumps(ArticlePage.objects.get(pk=draft.pk).body.get_prep_value())

    save_draft(original, prose(f"<p>Changed words.{cite(work)}</p>")).publish()
    told = cleo_client.get(edit).content.decode()
    assert CHANGED in told
    update = unescape(re.search(r'href="([^"]*localize/update/[^"]*)"', told)[1])
    # Nothing untranslated is published, whatever is sent.
    assert "disabled" in cleo_client.get(update).content.decode()
    cleo_client.post(update, {"publish_translations": "on"})
    assert "Changed words." not in html_of(client, f"/de/artikel/{draft.slug}/")
    assert CHANGED not in cleo_client.get(edit).content.decode()
    write_segments(cleo_client, original)
    publish(cleo_client, draft)
    assert "DE Changed words." in html_of(client, f"/de/artikel/{draft.slug}/")


def test_new_translation_of_a_published_page_is_a_draft(
    cleo_client: Client, german: Locale, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        draft = translate(cleo_client, make_article("Original"), german)
    draft.refresh_from_db()
    assert not draft.live


def test_translation_is_not_published_below_a_draft(cleo_client: Client, german: Locale, publish: Any) -> None:
    draft = translate(cleo_client, make_article("Original"), german)
    draft.get_parent().specific.unpublish()
    assert "which is above this page, is not published" in publish(cleo_client, draft)
    draft.refresh_from_db()
    assert not draft.live


def test_translation_is_not_published_with_a_wrong_quote(cleo_client: Client, german: Locale, publish: Any) -> None:
    work = make_reference("Gray", abstract="What the abstract says.")
    original = make_article("Original", prose(f"<p>Words.{cite(work, quote='nowhere')}</p>"))
    draft = translate(cleo_client, original, german)
    assert "Block 1, Text" in publish(cleo_client, draft)
    draft.refresh_from_db()
    assert not draft.live


def test_words_of_a_translation_are_unseen_until_they_are_published(
    cleo_client: Client, client: Client, german: Locale, publish: Any, django_capture_on_commit_callbacks: Any
) -> None:
    original = make_article("Original", prose("<p>Words.</p>"))
    draft = translate(cleo_client, original, german)
    write_segments(cleo_client, original)
    publish(cleo_client, draft)
    write_segments(cleo_client, original, "UNSIGNED ")
    with django_capture_on_commit_callbacks(execute=True):
        told = cleo_client.post(reverse("wagtailadmin_pages:edit", args=[draft.pk]), {"action": "publish"}, follow=True)
    assert "no medical reviewer has signed this version" in told.content.decode()
    draft.refresh_from_db()
    assert (draft.title, draft.has_unpublished_changes) == ("DE Original", True)
    html = html_of(client, f"/de/artikel/{draft.slug}/")
    assert "DE Words." in html
    assert "UNSIGNED" not in html


def test_translation_with_words_that_cannot_be_saved(cleo_client: Client, german: Locale, publish: Any) -> None:
    original = make_article("Original", prose("<p>Words.</p>"), seo_title="Shown by others")
    draft = translate(cleo_client, original, german)
    write_segments(cleo_client, original)
    publish(cleo_client, draft)
    words = StringTranslation.objects.filter(context__path="seo_title")
    words.update(data="x" * 300)
    edit = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    told = cleo_client.post(edit, {"action": "publish"}, follow=True)
    assert "Some of the words cannot be saved." in told.content.decode()
    assert words.get().has_error
    draft.refresh_from_db()
    assert (draft.seo_title, draft.has_unpublished_changes) == ("DE Shown by others", False)


@pytest.mark.parametrize(("length", "status"), [(255, 201), (256, 400)])
def test_title_of_a_translation_is_refused_once_it_is_too_long(
    cleo_client: Client, german: Locale, length: int, status: int
) -> None:
    original = make_article("Original", prose("<p>Words.</p>"))
    draft = translate(cleo_client, original, german)
    segment = StringSegment.objects.get(source__object_id=original.translation_key, context__path="title")
    translation = Translation.objects.get(source=segment.source)
    edit = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
    title = "x" * length
    answer = cleo_client.put(edit, urlencode({"value": title}), "application/x-www-form-urlencoded")
    assert answer.status_code == status
    draft.refresh_from_db()
    assert (draft.draft_title == title) == (status == 201)


@pytest.mark.parametrize(
    ("address", "is_kept"),
    [
        ("https://deutsch.example/seite", True),
        ("mailto:praxis@deutsch.example", True),
        ("javascript:alert(1)", False),
        ("Java\tScript:alert(1)", False),
        ("data:text/html,x", False),
    ],
)
def test_link_of_a_translation_leads_to_no_script(
    cleo_client: Client, client: Client, german: Locale, publish: Any, *, address: str, is_kept: bool
) -> None:
    original = make_article("Original", prose('<p>Read <a href="https://english.example/">this</a>.</p>'))
    draft = translate(cleo_client, original, german)
    link = OverridableSegment.objects.get(source__object_id=original.translation_key)
    translation = Translation.objects.get(source=link.source)
    edit = reverse("wagtail_localize:edit_override", args=[translation.pk, link.pk])
    answer = cleo_client.put(edit, urlencode({"value": address}), "application/x-www-form-urlencoded")
    assert answer.status_code == (201 if is_kept else 400)
    publish(cleo_client, draft)
    shown = address if is_kept else "https://english.example/"
    assert f'href="{shown}"' in html_of(client, f"/de/artikel/{draft.slug}/")


def test_translation_that_is_locked_is_not_changed(cleo_client: Client, german: Locale, dora: AbstractUser) -> None:
    draft = translate(cleo_client, make_article("Original", prose("<p>Words.</p>")), german)
    Page.objects.filter(pk=draft.pk).update(locked=True, locked_by=dora, locked_at=timezone.now())
    before = draft.latest_revision_id
    cleo_client.post(reverse("wagtailadmin_pages:edit", args=[draft.pk]), {"action": "publish"})
    draft.refresh_from_db()
    assert draft.latest_revision_id == before


@pytest.mark.parametrize(("group", "may"), [(editor_roles.AUTHOR, False), (editor_roles.EDITOR, True)])
def test_only_who_publishes_puts_the_original_in_place_of_a_translation(
    cleo_client: Client, german: Locale, publish: Any, group: str, *, may: bool
) -> None:
    original = make_article("Original", prose("<p>Words.</p>"))
    draft = translate(cleo_client, original, german)
    write_segments(cleo_client, original)
    publish(cleo_client, draft)
    user = make_user("ann", group)
    Page.objects.filter(pk=draft.pk).update(owner=user)
    Translation.objects.update(enabled=False)
    client = signed_in(user)
    offered = reverse("wagtail_localize:convert_to_alias", args=[draft.pk])
    form = html_of(client, reverse("wagtailadmin_pages:edit", args=[draft.pk]))
    assert ("Convert to alias page" in form) == may
    client.post(offered)
    draft.refresh_from_db()
    assert draft.title == ("Original" if may else "DE Original")


def test_ordinary_translation_tells_of_its_original_too(cleo_client: Client, german: Locale) -> None:
    """The starter pages, and translations whose editor stopped following."""
    original = InformationPage.objects.get(slug="privacy")
    translation = original.get_translation(german)
    edit = reverse("wagtailadmin_pages:edit", args=[translation.pk])
    translation.specific.save_revision().publish()
    assert CHANGED not in cleo_client.get(edit).content.decode()
    original.save_revision().publish()
    assert CHANGED in cleo_client.get(edit).content.decode()
    assert CHANGED not in cleo_client.get(reverse("wagtailadmin_pages:edit", args=[original.pk])).content.decode()


def test_questionnaires_are_translated_whole(dora_client: Client) -> None:
    load_starter_content()
    questionnaire = Questionnaire.objects.create(title="Only English", slug="only-english", locale=Locale.get_default())
    listing = html_of(dora_client, reverse("wagtailsnippets_intake_questionnaire:list"))
    assert f"/admin/translation/submit/snippet/intake/questionnaire/{questionnaire.pk}/" in listing
    assert "/admin/localize/submit/snippet/intake" not in listing
