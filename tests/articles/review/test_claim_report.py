"""What editors are told about the claims of a page, and how they say that one needs no citation."""

import re
import time

import pytest
from django.contrib.auth.models import AbstractUser
from django.test import Client
from django.urls import reverse

from articles.models import ArticlePage, ClaimDismissal
from articles.review.claim_report import report_claims
from articles.review.claims.coverage import hash_sentence
from references.models import Reference
from tests.articles.builders import (
    build_edit_form,
    html_of,
    make_article,
    prose,
    questions,
    save_draft,
    stream,
    table,
)
from tests.articles.signing.builders import publish_signed
from tests.references.builders import cite, make_reference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

CURE = "Vitamin D cures fibromyalgia."


def uncovered(*parts: dict[str, object]) -> list[str]:
    return [f"{one.location}: {one.claim.sentence}" for one in report_claims(stream(*parts), "en").uncovered]


@pytest.fixture
def work() -> Reference:
    return make_reference()


def test_claims_are_located_in_every_kind_of_block(work: Reference) -> None:
    parts = [
        prose(f"<p>{CURE}{cite(work)}</p>"),
        questions("<p>Heat reduces pain.</p>", f"<p>Rest causes pain.{cite(work)}</p>"),
        table("<p>Cold causes pain.</p>", ["<p>Rest reduces pain by 5%.</p>"]),
        {"type": "call_to_action", "value": {"heading": "Go", "text": "We cure 9 out of 10.", "button": "Go"}},
    ]
    assert uncovered(*parts) == [
        "Block 2, Questions and answers: Heat reduces pain.",
        "Block 3, Table: Cold causes pain.",
        "Block 3, Table: Rest reduces pain by 5%.",
        "Block 4, Call to action: We cure 9 out of 10.",
    ]


def test_citation_that_readers_do_not_see_covers_nothing() -> None:
    hidden = make_reference(live=False)
    assert uncovered(prose(f"<p>{CURE}{cite(hidden)}</p><p>Rest causes pain.{cite(999)}</p>")) == [
        f"Block 1, Text: {CURE}",
        "Block 1, Text: Rest causes pain.",
    ]


def test_broken_blocks_are_passed_over() -> None:
    body = stream({"type": "gone", "value": 3}, prose(f"<p>{CURE}<a linktype="), {"type": "key_insight", "value": {}})
    assert len(report_claims(body, "xx").claims) == 1


def test_page_with_500_claims_and_a_huge_one_are_read_in_bounded_time() -> None:
    begun = time.process_time()
    many = "".join(f"<p>Heat number {place} reduces pain by {place}%.</p>" for place in range(500))
    assert len(report_claims(stream(prose(many)), "en").uncovered) == 500
    huge = report_claims(stream(prose(f"<p>{CURE * 20_000}</p>"), prose("<p>" + "Rest causes pain. " * 500_000)), "en")
    assert huge.is_cut
    assert time.process_time() - begun < 30


def test_panel_points_at_claims_and_keeps_reasons(cleo_client: Client, cleo: AbstractUser) -> None:
    article = make_article("An article", prose(f"<p>{CURE}</p><p>Rest causes pain.</p>"))
    address = reverse("wagtailadmin_pages:edit", args=[article.pk])
    page = html_of(cleo_client, address)
    assert "0 of 2 claims are covered." in " ".join(page.split())
    assert CURE in page
    assert '<form id="claim-reasons" method="post" hidden></form>' in page
    kept = reverse("articles:claims", args=[article.pk])
    claim = hash_sentence(CURE)
    for reason, said in (("", "Enter a reason"), ("x" * 1001, "at most 1000"), (" The clinic's  motto. ", "is kept")):
        answer = cleo_client.post(kept, {"dismiss": claim, f"reason-{claim}": reason}, follow=True)
        assert answer.redirect_chain[0][0] == f"{address}#panel-child-content-claims-section"
        assert said in answer.content.decode()
    shown = " ".join(answer.content.decode().split())
    assert "1 of 2 claims are covered." in shown
    assert "The clinic&#x27;s motto." in shown.replace("  ", " ")
    dismissal = ClaimDismissal.objects.get()
    assert (dismissal.sentence, dismissal.user) == (CURE, cleo)
    assert article.list_claim_dismissals() == [dismissal]
    # Nothing of the page was saved.
    assert article.revisions.count() == 1


def test_form_of_the_panel_carries_the_token_of_its_user(cleo: AbstractUser) -> None:
    article = make_article("An article", prose(f"<p>{CURE}</p>"))
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cleo)
    page = html_of(browser, reverse("wagtailadmin_pages:edit", args=[article.pk]))
    token = re.search(r'name="csrfmiddlewaretoken"\s+value="(\w+)"\s+form="claim-reasons"', page)
    assert token
    claim = hash_sentence(CURE)
    kept = {"csrfmiddlewaretoken": token[1], "dismiss": claim, f"reason-{claim}": "A joke."}
    assert browser.post(reverse("articles:claims", args=[article.pk]), kept).status_code == 302
    assert ClaimDismissal.objects.get().reason == "A joke."


def test_reason_falls_with_the_words_and_can_be_taken_back(cleo_client: Client) -> None:
    article = make_article("An article", prose(f"<p>{CURE}</p>"))
    kept, claim = reverse("articles:claims", args=[article.pk]), hash_sentence(CURE)
    cleo_client.post(kept, {"dismiss": claim, f"reason-{claim}": "A joke."})
    save_draft(article, prose("<p>Vitamin D heals fibromyalgia.</p>"))
    assert article.list_claim_dismissals() == []
    assert [one.claim.sentence for one in article.report_claims().uncovered] == ["Vitamin D heals fibromyalgia."]
    answer = cleo_client.post(kept, {"dismiss": claim, f"reason-{claim}": "Again."}, follow=True)
    assert "has changed or has a citation now" in answer.content.decode()
    cleo_client.post(kept, {"restore": claim})
    assert not ClaimDismissal.objects.exists()


def test_only_editors_of_the_page_give_reasons(ben_client: Client, client: Client, cleo_client: Client) -> None:
    article = make_article("An article", prose(f"<p>{CURE}</p>"))
    kept, claim = reverse("articles:claims", args=[article.pk]), hash_sentence(CURE)
    for visitor in (client, ben_client):
        visitor.post(kept, {"dismiss": claim, f"reason-{claim}": "A joke."})
        assert not ClaimDismissal.objects.exists()
    assert cleo_client.get(kept).status_code == 405


def test_publishing_warns_and_saving_does_not(dora_client: Client) -> None:
    article = make_article("An article", prose("<p>Words.</p>"))
    address = reverse("wagtailadmin_pages:edit", args=[article.pk])
    form = build_edit_form(article, f"<p>{CURE}</p>")
    saved = dora_client.post(address, form, follow=True).content.decode()
    assert "has no citation" not in saved
    published = publish_signed(dora_client, article, form, follow=True).content.decode()
    assert f"1 claim on this page has no citation: Block 1, Text: “{CURE}”" in published


def test_preview_marks_claims_for_the_content_checks(cleo_client: Client, client: Client, work: Reference) -> None:
    article = make_article(
        "An article", prose(f"<p>Heat reduces pain.{cite(work)} Yes.</p><p>Rest <b>causes</b> pain.</p>")
    )
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[article.pk])
    form = build_edit_form(article, f"<p>Heat reduces pain.{cite(work)} Yes.</p><p>Rest <b>causes</b> pain.</p>")
    assert cleo_client.post(address, form).json()["is_valid"]
    preview = html_of(cleo_client, f"{address}?mode=&in_preview_panel=true")
    assert '<span data-claim="Rest causes pain.">Rest </span><b>causes</b>' in preview
    assert preview.count("<span data-claim=") == 1
    assert "claim-without-citation" in preview
    assert "data-claim" not in html_of(client, article.url)


def test_unsaved_article_has_no_reasons() -> None:
    article = ArticlePage(title="New", body=[("prose", f"<p>{CURE}</p>")])
    assert article.list_claim_dismissals() == []
