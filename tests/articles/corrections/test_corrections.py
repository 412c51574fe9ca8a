"""Readers are told what changed in an article since they read it, and can read what it said before."""

import json
from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.auth.models import AbstractUser
from django.test import Client
from django.urls import reverse
from wagtail.models import Comment, Revision

from articles.models import ArticlePage, Correction
from articles.publishing.due_objects import publish_due_objects
from tests.articles.builders import build_edit_form, html_of, make_article, prose, queries, save_draft
from tests.articles.signing.builders import publish_signed
from tests.references.builders import cite, make_reference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

ADDRESS = "/articles/known/"
ASKED = "Say whether this change is minor."


@pytest.fixture
def article() -> ArticlePage:
    return make_article("Known", prose("<p>Take 100 mg.</p>"))


def publish(client: Client, article: ArticlePage, text: str, **fields: str) -> str:
    """Publish a text by the form, once it is signed off. Return the page that follows."""
    form = {**build_edit_form(article, text), **fields}
    return publish_signed(client, article, form, follow=True).content.decode()


def correct(client: Client, article: ArticlePage, text: str = "<p>Take 10 mg.</p>") -> None:
    publish(client, article, text, change_kind="readers", change_note="The dose was <wrong>.")


def kinds() -> list[str]:
    return list(Correction.objects.order_by("number").values_list("kind", flat=True))


def test_readers_see_what_changed_and_what_it_said_before(
    dora_client: Client, client: Client, article: ArticlePage
) -> None:
    correct(dora_client, article)
    html = html_of(client, ADDRESS)
    assert "Take 10 mg." in html
    assert "The dose was &lt;wrong&gt;." in html
    assert f'href="{ADDRESS}versions/1/"' in html
    response = client.get(f"{ADDRESS}versions/1/")
    before = response.content.decode()
    assert "Take 100 mg." in before
    assert "Take 10 mg." not in before
    assert "Do not rely on it." in before
    assert '<meta name="robots" content="noindex">' in before
    assert f'<link rel="canonical" href="http://testserver{ADDRESS}">' in before
    assert "application/ld+json" not in before
    assert (response["X-Robots-Tag"], response["Cache-Control"]) == ("noindex", "no-cache")
    assert client.get(f"{ADDRESS}versions/2/").status_code == 404
    assert client.get("/articles/versions/1/").status_code == 404
    assert f"{ADDRESS}versions" not in html_of(client, "/sitemap.xml")


def test_new_article_is_not_asked_what_has_changed(dora_client: Client, article: ArticlePage) -> None:
    new = reverse("wagtailadmin_pages:add", args=["articles", "articlepage", article.get_parent().pk])
    assert "What kind of change is this?" not in html_of(dora_client, new)
    assert "What kind of change is this?" in html_of(dora_client, reverse("wagtailadmin_pages:edit", args=[article.pk]))


def test_form_asks_before_a_changed_text_is_published(dora_client: Client, article: ArticlePage) -> None:
    assert ASKED in publish(dora_client, article, "<p>Take 10 mg.</p>", change_kind="")
    assert "Say what changed for the reader." in publish(
        dora_client, article, "<p>Take 10 mg.</p>", change_kind="readers", change_note=" "
    )
    assert kinds() == []
    publish(dora_client, article, "<p>Take 10 mg.</p>", change_kind="minor")
    assert kinds() == ["minor"]
    assert "What changed in this article" not in html_of(Client(), ADDRESS)


def test_unchanged_text_asks_nothing(dora_client: Client, article: ArticlePage) -> None:
    publish(dora_client, article, "<p>Take 100 mg.</p>", change_kind="", search_description="For search engines.")
    assert ArticlePage.objects.get(pk=article.pk).search_description
    assert kinds() == []


def test_draft_is_saved_without_an_answer_and_keeps_one(dora_client: Client, article: ArticlePage) -> None:
    edit = reverse("wagtailadmin_pages:edit", args=[article.pk])
    form = build_edit_form(article, "<p>Take 10 mg.</p>", change_kind="")
    assert dora_client.post(edit, form).status_code == 302
    dora_client.post(edit, {**form, "change_kind": "readers", "change_note": "The dose was wrong."})
    assert "The dose was wrong.</textarea>" in html_of(dora_client, edit)
    publish(dora_client, article, "<p>Take 10 mg.</p>", change_kind="readers", change_note="The dose was wrong.")
    # The next change is another one.
    assert "The dose was wrong.</textarea>" not in html_of(dora_client, edit)


def test_new_article_asks_nothing(dora_client: Client, article: ArticlePage) -> None:
    article.unpublish()
    edit = reverse("wagtailadmin_pages:edit", args=[article.pk])
    assert "what kind of change" not in html_of(dora_client, edit).lower()
    publish(dora_client, article, "<p>Take 10 mg.</p>", change_kind="")
    article.refresh_from_db()
    assert article.live
    assert kinds() == []


def test_what_code_publishes_counts_as_not_described(dora_client: Client, article: ArticlePage) -> None:
    correct(dora_client, article)
    # The answer of before is still in the row of the page.
    save_draft(ArticlePage.objects.get(pk=article.pk), prose("<p>Take 1 mg.</p>")).publish()
    assert kinds() == ["readers", "undescribed"]
    html = html_of(Client(), ADDRESS)
    assert html.count("The dose was &lt;wrong&gt;.") == 1
    assert "The text was changed." in html
    assert "Take 10 mg." in html_of(Client(), f"{ADDRESS}versions/2/")


def test_scheduled_and_approved_changes_keep_their_words(dora: AbstractUser, article: ArticlePage) -> None:
    article.change_kind, article.change_note = "readers", "A new dose."
    article.changed_since = article.live_revision_id
    with time_machine.travel(datetime(2031, 1, 1, tzinfo=UTC), tick=False) as clock:
        article.go_live_at = datetime(2031, 1, 2, tzinfo=UTC)
        save_draft(article, prose("<p>Take 10 mg.</p>")).publish()
        assert kinds() == []
        clock.move_to(datetime(2031, 1, 3, tzinfo=UTC))
        publish_due_objects()
    assert kinds() == ["readers"]
    assert "A new dose." in html_of(Client(), ADDRESS)


def test_editor_describes_it_afterwards(dora_client: Client, article: ArticlePage) -> None:
    save_draft(article, prose("<p>Take 10 mg.</p>")).publish()
    correction = Correction.objects.get()
    listing = html_of(dora_client, reverse("wagtailsnippets_articles_correction:list") + "?kind=undescribed")
    assert "Known" in listing
    edit = reverse("wagtailsnippets_articles_correction:edit", args=[correction.pk])
    dora_client.post(edit, {"kind": "readers", "words": "The dose was wrong."})
    assert "The dose was wrong." in html_of(Client(), ADDRESS)


def test_earlier_text_outlives_its_revision_and_hides_with_the_page(
    dora_client: Client, client: Client, article: ArticlePage
) -> None:
    work = make_reference("Gray")
    save_draft(article, prose(f"<p>First.{cite(work)}</p>")).publish()
    save_draft(article, prose("<p>Second.</p>")).publish()
    Revision.objects.filter(pk__in=Correction.objects.values("superseded")).delete()
    assert "First." in html_of(client, f"{ADDRESS}versions/2/")
    work.delete()
    assert "First." in html_of(client, f"{ADDRESS}versions/2/")
    article.refresh_from_db()
    article.unpublish()
    assert client.get(f"{ADDRESS}versions/1/").status_code == 404
    article.delete()
    assert not Correction.objects.exists()


def test_copy_and_autosave_have_no_corrections(dora_client: Client, article: ArticlePage) -> None:
    correct(dora_client, article)
    article.refresh_from_db()
    copy = article.copy(update_attrs={"slug": "copy"})
    assert (copy.correction_log, copy.change_note) == ([], "")
    save_draft(article, prose("<p>Not yet.</p>"))
    assert kinds() == ["readers"]
    assert "The dose was" in html_of(Client(), ADDRESS)


def test_log_takes_no_query(client: Client, article: ArticlePage) -> None:
    def cost() -> int:
        html_of(client, ADDRESS)
        with queries() as made:
            html_of(client, ADDRESS)
        return len(made)

    without = cost()
    for number in range(3):
        save_draft(article, prose(f"<p>Take {number} mg.</p>")).publish()
    assert cost() == without


def test_comments_of_editors_are_not_kept_with_the_earlier_text(dora: AbstractUser, article: ArticlePage) -> None:
    """Public processes may read what is kept."""
    article.wagtail_admin_comments.add(Comment(text="Is this true?", user=dora, contentpath="title"))
    article.save_revision().publish()
    save_draft(ArticlePage.objects.get(pk=article.pk), prose("<p>Take 10 mg.</p>")).publish()
    assert "Is this true?" not in json.dumps(article.corrections.get().content)
