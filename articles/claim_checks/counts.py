"""How many of the claims of each page are covered, for lists of pages.

What a version claims changes only when it is saved again, so it is kept in the cache by that. Whether readers see the
works that it cites is asked each time.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

from django.core.cache import cache as stored_values
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page, Revision

from articles.models import ClaimDismissal
from articles.models.editorial_page import PageWithBody
from articles.review.claim_report import find_shown_works, iterate_texts, locate_claims
from articles.review.claims import words

CACHE_SECONDS = 30 * 24 * 60 * 60
# A claim: the hash of its sentence, and the works cited for it.
KeptClaim = tuple[str, list[int]]


@dataclass(frozen=True)
class ClaimCount:
    covered: int
    total: int

    def __str__(self) -> str:
        return _("%(covered)s of %(total)s") % {"covered": self.covered, "total": self.total} if self.total else ""


def count_claims(pages: Iterable[Page]) -> dict[int, ClaimCount]:
    """Return the counts of the newest version of each page that has a body, by its id.

    For what is not in the cache, at most one query for languages, one for all versions, and one for pages of each type
    without a version; and always one for works and one for reasons.
    """
    counted = [page for page in pages if isinstance(page, PageWithBody)]
    claims = read_claims(counted)
    shown = find_shown_works({work for kept in claims.values() for _hash, works in kept for work in works})
    dismissed = set(ClaimDismissal.objects.filter(page__in=claims).values_list("page_id", "sentence_hash"))
    return {
        id_: ClaimCount(
            sum(not shown.isdisjoint(works) or (id_, sentence) in dismissed for sentence, works in kept), len(kept)
        )
        for id_, kept in claims.items()
    }


def read_claims(pages: list[PageWithBody]) -> dict[int, list[KeptClaim]]:
    keys = {page.pk: get_version_key(page) for page in pages}
    kept = stored_values.get_many(keys.values())
    missing = [page for page in pages if keys[page.pk] not in kept]
    languages = dict(Locale.objects.values_list("pk", "language_code")) if missing else {}
    found = {page.pk: find_kept_claims(page, body, languages[page.locale_id]) for page, body in fetch_bodies(missing)}
    stored_values.set_many({keys[id_]: claims for id_, claims in found.items()}, CACHE_SECONDS)
    return {page.pk: found[page.pk] if page.pk in found else kept.get(keys[page.pk], []) for page in pages}


def get_version_key(page: PageWithBody) -> str:
    """Return the cache key of the newest version of a page, in its language, by the present lists of words."""
    # Autosave writes into the newest version again and again: its id alone does not tell.
    saved_at = page.latest_revision_created_at or page.last_published_at
    version = f"{page.pk} {page.latest_revision_id} {saved_at}"
    return sha256(f"claims {get_lists_hash()} {version} {page.locale_id}".encode()).hexdigest()


@cache
def get_lists_hash() -> str:
    texts = (path.read_bytes() for path in sorted(words.FOLDER.glob("*/*.txt")))
    return sha256(b"".join(texts)).hexdigest()


def fetch_bodies(pages: list[PageWithBody]) -> Iterable[tuple[PageWithBody, list[Any]]]:
    """Yield the newest body of each page as it is stored. Nothing in it is looked up."""
    by_revision = {page.latest_revision_id: page for page in pages if page.latest_revision_id}
    for id_, content in Revision.objects.filter(pk__in=by_revision).values_list("pk", "content"):
        yield by_revision[id_], json.loads(content.get("body") or "[]")
    unversioned: defaultdict[type[PageWithBody], dict[int, PageWithBody]] = defaultdict(dict)
    for page in pages:
        if not page.latest_revision_id:
            unversioned[type(page)][page.pk] = page
    for model, of_type in unversioned.items():
        for id_, body in model.objects.filter(pk__in=of_type).values_list("pk", "body"):
            yield of_type[id_], body.get_prep_value()


def find_kept_claims(page: PageWithBody, body: list[Any], language: str) -> list[KeptClaim]:
    stream = type(page).body.field.stream_block
    found = locate_claims(iterate_texts(stream, body), language)
    return [(one.claim.hash, sorted(one.claim.works)) for one in found]
