"""Rosa reads what changed, and signs it, calls it minor or sends it back; in a workflow and outside of one."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import AbstractUser
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, WorkflowState

from articles.models import ArticlePage, ClaimDismissal, MedicalReviewTask, MinorChange, SignOff
from articles.models.medical_review import REVIEWER_GROUP
from articles.review.claims.coverage import hash_sentence
from references.enums import Status
from references.models import Reference
from tests.articles.builders import build_edit_form, html_of, make_article, make_citing_article, prose, save_draft
from tests.articles.signing.builders import make_reviewer, sign
from tests.conftest import make_user, signed_in
from tests.references.builders import cite, give_notice, make_reference

pytestmark = pytest.mark.django_db

URL = "/articles/an-article/"


@pytest.fixture
def gray(db: None) -> Reference:
    return make_reference("Gray")


@pytest.fixture
def article(site: None, gray: Reference) -> ArticlePage:
    return make_citing_article(gray)


@pytest.fixture
def cleo_client(cleo: AbstractUser) -> Client:
    return signed_in(cleo)


def get_url(page: Page) -> str:
    return reverse("medical_sign_off", args=[page.pk])


def act(client: Client, page: Page, action: str, **values: Any) -> Any:
    """Open the page, and send the form of one action."""
    opened = client.get(get_url(page))
    shown = opened.context["forms"][action].initial["shown"]
    return client.post(get_url(page), {"action": action, "shown": shown, **values})


def submit(client: Client, article: ArticlePage, text: str) -> WorkflowState:
    form = {**build_edit_form(article, text), "action-submit": "Submit"}
    assert client.post(reverse("wagtailadmin_pages:edit", args=[article.pk]), form).status_code == 302
    state = Page.objects.get(pk=article.pk).current_workflow_state
    assert state
    return state


# --- Claims --------------------------------------------------------------------------------------------------------


def test_reviewer_sees_claims_without_citation_and_the_reasons(
    site: None, cleo_client: Client, cleo: AbstractUser
) -> None:
    claims = ["Heat reduces pain.", "Rest causes pain."]
    article = make_article("An article", prose("".join(f"<p>{claim}</p>" for claim in claims)))
    kept = {"sentence_hash": hash_sentence(claims[0]), "sentence": claims[0], "reason": "Our motto.", "user": cleo}
    ClaimDismissal.objects.create(page=article, **kept)
    shown = " ".join(html_of(cleo_client, get_url(article)).split())
    assert "<q>Rest causes pain.</q> Block 1, Text (an effect: “causes”)" in shown
    assert "<q>Heat reduces pain.</q> No citation is needed, says" in shown
    assert "Our motto." in shown


# --- What is shown -------------------------------------------------------------------------------------------------


def test_page_shows_words_and_works_that_changed(rosa_client: Client, article: ArticlePage, gray: Reference) -> None:
    sign(article, make_reviewer("Otto Example"))
    dunn = make_reference("Dunn")
    save_draft(article, prose(f"<p>Other &lt;script&gt; words.{cite(gray)}{cite(dunn)}</p>"))
    give_notice(gray, Status.RETRACTED)
    html = " ".join(html_of(rosa_client, get_url(article)).split())
    assert "Lapsed: the text has changed" in html
    assert "Last signed by</dt><dd>otto" in re.sub(r">\s+<", "><", html)
    assert re.search(r"<del>.*?Words\..*?</del>", html)
    assert re.search(r"<ins>.*?Other &lt;script&gt; words\. \[Dunn 2020\]|<ins>.*?Other &lt;script&gt; words", html)
    assert "<script> words" not in html
    assert "Its status was “Normal” and is now “Retracted”." in html
    assert html.index("Works that have changed") < html.index("Works cited now") < html.index("Findings of Dunn")
    assert 'value="minor"' not in html


def test_unsigned_page_is_shown_as_new(rosa_client: Client, article: ArticlePage) -> None:
    html = html_of(rosa_client, get_url(article))
    assert "All of it is new" in html
    assert "Never signed off" in html


def test_editor_looks_and_cannot_sign(cleo_client: Client, article: ArticlePage) -> None:
    opened = cleo_client.get(get_url(article))
    assert "Only medical reviewers can sign pages." in opened.content.decode()
    assert 'value="sign"' not in opened.content.decode()
    assert act(cleo_client, article, "sign", months=12).status_code == 422
    assert not SignOff.objects.exists()


def test_staff_without_pages_see_nothing(ben_client: Client, site: None, article: ArticlePage) -> None:
    assert ben_client.get(get_url(article)).status_code == 302


# --- Acting --------------------------------------------------------------------------------------------------------


def test_reviewer_signs_for_a_period(rosa_client: Client, client: Client, article: ArticlePage) -> None:
    for months in ("", "0", "37", "many"):
        assert act(rosa_client, article, "sign", months=months).status_code == 422
    assert not SignOff.objects.exists()
    assert act(rosa_client, article, "sign", months="6").status_code == 302
    assert "Dr Rosa Example" in html_of(client, URL)
    assert "Nothing that readers see has changed." in html_of(rosa_client, get_url(article))


def test_reviewer_calls_a_change_minor_with_a_reason(
    rosa_client: Client, client: Client, article: ArticlePage, gray: Reference
) -> None:
    sign(article, make_reviewer("Otto Example"))
    save_draft(article, prose(f"<p>Word.{cite(gray)}</p>")).publish()
    assert "Otto" not in html_of(client, URL)
    assert act(rosa_client, article, "minor", reason="").status_code == 422
    assert act(rosa_client, article, "minor", reason="A typing mistake.").status_code == 302
    assert MinorChange.objects.get().declared_by_name == "rosa"
    assert "Dr Otto Example" in html_of(client, URL)
    assert "A typing mistake." in html_of(rosa_client, get_url(article))


def test_stale_page_is_not_signed(rosa_client: Client, article: ArticlePage, gray: Reference) -> None:
    shown = rosa_client.get(get_url(article)).context["forms"]["sign"].initial["shown"]
    give_notice(gray, Status.RETRACTED)
    response = rosa_client.post(get_url(article), {"action": "sign", "shown": shown, "months": "12"})
    assert "has changed since you opened it" in response.content.decode()
    assert not SignOff.objects.exists()
    # The page that is shown with the refusal is the new one, and can be signed.
    assert response.context["forms"]["minor"].initial["shown"] != shown


@pytest.mark.parametrize(
    "sent", [{}, {"action": "nothing"}, {"action": "sign"}, {"action": "return", "comment": "No."}]
)
def test_odd_requests_change_nothing(rosa_client: Client, article: ArticlePage, sent: dict[str, str]) -> None:
    assert rosa_client.post(get_url(article), sent).status_code == 422
    assert not SignOff.objects.exists()


# --- In a workflow -------------------------------------------------------------------------------------------------


def test_signature_ends_the_review_and_publishes(
    cleo_client: Client, rosa_client: Client, client: Client, article: ArticlePage, gray: Reference
) -> None:
    submit(cleo_client, article, f"<p>Reviewed words.{cite(gray)}</p>")
    edit = reverse("wagtailadmin_pages:edit", args=[article.pk])
    html = html_of(cleo_client, edit)
    assert "This page is in medical review." in html
    typed = build_edit_form(article, "<p>Too late.</p>")
    assert "could not be saved as it is locked" in cleo_client.post(edit, typed).content.decode()

    assert get_url(article) in html_of(rosa_client, reverse("wagtailadmin_home")) or get_url(article) in html_of(
        rosa_client, edit
    )
    assert act(rosa_client, article, "sign", months="12").status_code == 302
    html = html_of(client, URL)
    assert "Reviewed words." in html
    assert "Dr Rosa Example" in html
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_APPROVED


def test_reviewers_are_told_of_a_page_that_waits(cleo_client: Client, rosa: AbstractUser, article: ArticlePage) -> None:
    make_user("gone", REVIEWER_GROUP, is_active=False)
    submit(cleo_client, article, "<p>Words.</p>")
    assert [message.to for message in mail.outbox if "An article" in message.subject] == [["rosa@example.org"]]


def test_reviewer_sends_the_page_back(
    cleo_client: Client, rosa_client: Client, client: Client, article: ArticlePage
) -> None:
    submit(cleo_client, article, "<p>Doubtful words.</p>")
    assert act(rosa_client, article, "return", comment="").status_code == 422
    assert act(rosa_client, article, "return", comment="Cite something.").status_code == 302
    state = WorkflowState.objects.get()
    assert state.status == WorkflowState.STATUS_NEEDS_CHANGES
    assert state.current_task_state.comment == "Cite something."
    assert "Doubtful" not in html_of(client, URL)
    assert "Cite something." in html_of(cleo_client, reverse("wagtailadmin_pages:edit", args=[article.pk]))
    # The editor may change it again, and submits it anew.
    assert submit(cleo_client, article, "<p>Better words.</p>").status == WorkflowState.STATUS_IN_PROGRESS


def test_minor_change_ends_the_review_too(
    cleo_client: Client, rosa_client: Client, client: Client, article: ArticlePage, gray: Reference
) -> None:
    sign(article, make_reviewer("Otto Example"))
    submit(cleo_client, article, f"<p>Word.{cite(gray)}</p>")
    assert act(rosa_client, article, "minor", reason="A typing mistake.").status_code == 302
    html = html_of(client, URL)
    assert "Word." in html
    assert "Dr Otto Example" in html


@pytest.mark.parametrize("action", ["approve", "reject"])
def test_administrator_who_is_no_reviewer_cannot_act(
    cleo_client: Client, dora: AbstractUser, article: ArticlePage, action: str
) -> None:
    state = submit(cleo_client, article, "<p>Words.</p>")
    client = signed_in(dora)
    url = reverse("wagtailadmin_pages:workflow_action", args=[article.pk, action, state.current_task_state_id])
    client.post(url, {"comment": "Fine."})
    client.post(get_url(article), {"action": "return", "comment": "No.", "shown": "0"})
    state.refresh_from_db()
    assert state.status == WorkflowState.STATUS_IN_PROGRESS


def test_approval_without_a_signature_is_taken_back(dora: AbstractUser, site: None) -> None:
    article = make_article("An article", prose("<p>Old words.</p>"))
    save_draft(article, prose("<p>New words.</p>"))
    state = article.get_workflow().start(article, dora)
    assert isinstance(state.current_task_state.task.specific, MedicalReviewTask)
    with pytest.raises(PermissionDenied, match="permission to publish"):
        state.current_task_state.approve(user=dora)
    state.refresh_from_db()
    assert state.status == WorkflowState.STATUS_IN_PROGRESS
    assert "Old words." in str(ArticlePage.objects.get(pk=article.pk).body)
