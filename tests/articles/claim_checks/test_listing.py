"""The column of claims in the list of articles."""

import pytest
from django.test import Client
from django.urls import reverse

from articles.claim_checks.counts import ClaimCount, count_claims
from articles.models import ArticleIndexPage, ArticlePage, ClaimDismissal
from articles.review.claims.coverage import hash_sentence
from tests.articles.builders import html_of, make_article, make_articles, prose, queries, save_draft, stream
from tests.references.builders import cite, make_reference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

CURE = "Vitamin D cures fibromyalgia."


def test_newest_version_is_counted() -> None:
    work = make_reference()
    article = make_article("An article", prose(f"<p>Rest causes pain.{cite(work)}</p><p>{CURE}</p>"))
    assert count_claims([article]) == {article.pk: ClaimCount(1, 2)}
    ClaimDismissal.objects.create(page=article, sentence_hash=hash_sentence(CURE), sentence=CURE, reason="A joke.")
    assert count_claims([article]) == {article.pk: ClaimCount(2, 2)}
    work.live = False
    work.save()
    assert count_claims([article]) == {article.pk: ClaimCount(1, 2)}
    save_draft(article, prose("<p>Words.</p>"))
    article.refresh_from_db()
    assert str(count_claims([article])[article.pk]) == ""


def test_version_that_autosave_wrote_again_is_counted_anew() -> None:
    article = make_article("An article", prose(f"<p>{CURE}</p>"))
    draft = save_draft(article, prose(f"<p>{CURE} Rest causes pain.</p>"))
    assert count_claims([article])[article.pk].total == 2
    article.body = stream(prose("<p>Words.</p>"))
    article.save_revision(overwrite_revision=draft)
    article = ArticlePage.objects.get(pk=article.pk)
    assert article.latest_revision_id == draft.pk
    assert count_claims([article])[article.pk].total == 0


def test_fifty_articles_cost_a_constant_number_of_queries() -> None:
    make_article("An article", prose(f"<p>{CURE}</p>"))
    make_articles(49)
    articles = list(ArticlePage.objects.all())
    # At first languages, versions, starter pages without one, works and reasons; then works and reasons.
    for at_most in (5, 2):
        with queries() as made:
            assert len(count_claims(articles)) == len(articles)
        assert len(made) <= at_most


def test_explorer_shows_the_column(cleo_client: Client) -> None:
    article = make_article("An article", prose(f"<p>{CURE}</p><p>Words.</p>"))
    page = html_of(
        cleo_client, reverse("wagtailadmin_explore", args=[ArticleIndexPage.objects.get(slug="articles").pk])
    )
    assert "Claims covered" in page
    assert "0 of 1" in page
    used = html_of(cleo_client, reverse("wagtailadmin_pages:type_use", args=["articles", "articlepage"]))
    assert article.title in used
    assert "0 of 1" in used
