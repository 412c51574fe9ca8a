"""Who stands behind an article: its authors, and the reviewer whose sign-off is true of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import DateField, DateTimeField, Exists, OuterRef, Q, Subquery
from wagtail.models import Page

from articles.models.people import PersonPage, choose_versions, mark_authors, mark_public, query_author_keys
from articles.models.sign_off import SignOff


@dataclass(frozen=True)
class Byline:
    authors: Sequence[PersonPage]
    sign_off: SignOff | None


def find_byline(article: Page, content_hash: str, day: date) -> Byline:
    """Return the authors of an article, and the sign-off that is true of this content on this day. One query for all.

    The sign-off is not to be saved: it has only what the page says of it.
    """
    signed = SignOff.objects.covering(article.pk, content_hash).valid_on(day)
    newest = signed.values("pk")[:1]
    reviewer = PersonPage.objects.filter(pk=OuterRef("pk"), reviews__in=newest)
    named = Q(translation_key__in=query_author_keys(article))
    named |= Q(translation_key__in=PersonPage.objects.filter(reviews__in=newest).values("translation_key"))
    people = mark_authors(mark_public(PersonPage.objects.filter(named)), article).annotate(
        is_reviewer=Exists(reviewer),
        signed_at=Subquery(signed.values("signed_at")[:1], output_field=DateTimeField()),
        valid_until=Subquery(signed.values("valid_until")[:1], output_field=DateField()),
    )
    versions = list(people)
    return Byline(choose_versions(versions, article.locale_id), build_sign_off(article, versions))


def build_sign_off(article: Page, people: Sequence[PersonPage]) -> SignOff | None:
    """Return the sign-off of whoever of these people is the reviewer, named in the language of the article."""
    reviewer = next((one for one in people if one.is_reviewer), None)
    if reviewer is None:
        return None
    own = (
        one
        for one in people
        if one.translation_key == reviewer.translation_key and one.locale_id == article.locale_id and one.is_public
    )
    signed_at: datetime = reviewer.signed_at
    return SignOff(
        page_id=article.pk, reviewer=next(own, reviewer), signed_at=signed_at, valid_until=reviewer.valid_until
    )
