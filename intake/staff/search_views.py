"""The search of the inbox: by reference, and by email address, telephone number or name.

What is typed is posted, so that no URL, history or log of a server has it, and it is kept nowhere. What is kept for a
while, in the session, are the digests that it was looked for by; the page of results names them by a random id. So that
page is an ordinary one, which Back, reloading, filters and pages lead to, without scripts too.
"""

import secrets
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from intake.audit import chain
from intake.contact_index import search
from intake.contact_index.search import MATCH_LIMIT, ContactQuery
from intake.encryption import codes
from intake.encryption.key_ring import KeyUnavailable
from intake.enums import Action, ContactKind
from intake.models import Submission
from intake.staff import inbox
from intake.staff.access import get_staff_user, reverse_staff_url, staff_only

# Parameters of the inbox's URL.
REFERENCE, SEARCH_ID = PARAMETERS = ("q", "search")
MAX_TERM_LENGTH = 200
SEARCHES_SESSION_KEY = "intake-searches"
SEARCHES_KEPT = 10
SEARCH_LIFETIME = timedelta(hours=1)


@dataclass(frozen=True)
class FoundSubmissions:
    """What a search by contact details found; nothing, and no kind, if the search was too long ago."""

    kind: ContactKind | None
    ids: list[uuid.UUID]

    @property
    def is_cut_off(self) -> bool:
        return len(self.ids) == MATCH_LIMIT

    @property
    def description(self) -> str:
        if self.kind is None:
            return gettext("This search has ended. Search again.")
        number = len(self.ids)
        by = {
            ContactKind.EMAIL: ngettext(
                "%(number)s submission has this email address.",
                "%(number)s submissions have this email address.",
                number,
            ),
            ContactKind.PHONE: ngettext(
                "%(number)s submission has this phone number.", "%(number)s submissions have this phone number.", number
            ),
            ContactKind.NAME_WORD: ngettext(
                "%(number)s submission has this name.", "%(number)s submissions have this name.", number
            ),
        }
        return by[self.kind] % {"number": number}


@staff_only()
@require_POST
def search_submissions(request: HttpRequest) -> HttpResponse:
    """Look for what was typed, and lead to the page of what was found. A search by contact details is audited."""
    term = request.POST.get("term", "")[:MAX_TERM_LENGTH].strip()
    reference = codes.parse_code(term, length=codes.REFERENCE_LENGTH)
    if reference and Submission.objects.filter(reference=reference).exists():
        return redirect_to_inbox({REFERENCE: reference})
    try:
        query = search.parse_query(term)
    except KeyUnavailable:
        messages.error(request, gettext("This process has no key to search by contact details."))
        return redirect_to_inbox({})
    found = search.find_submission_ids(query) if query else []
    if not found and is_start_of_reference(term):
        return redirect_to_inbox({REFERENCE: term.upper()})
    if query is None:
        messages.warning(
            request,
            gettext("Search for a reference such as K7NM-2XWD, an email address, a whole phone number, or a name."),
        )
        return redirect_to_inbox({})
    record_search(request, query.kind, len(found))
    return redirect_to_inbox({SEARCH_ID: remember_query(request, query, len(found))})


def record_search(request: HttpRequest, kind: ContactKind, found: int, **detail: str) -> None:
    """Record who looked, by what kind of detail, and how many they were shown. Never what they looked for."""
    with transaction.atomic():
        chain.record_action(
            Action.SEARCHED, None, by=get_staff_user(request), kind=kind.value, found=str(found), **detail
        )


def is_start_of_reference(term: str) -> bool:
    """Return whether a submission has a reference that begins with this. A name that none has is no such beginning."""
    letters = "".join(letter for letter in term.upper() if letter.isalnum())
    is_possible = 0 < len(letters) <= codes.REFERENCE_LENGTH and not codes.find_unknown_characters(term)
    return is_possible and Submission.objects.filter(inbox.match_reference(letters)).exists()


def redirect_to_inbox(parameters: dict[str, str]) -> HttpResponseRedirect:
    query = f"?{urlencode(parameters)}" if parameters else ""
    return HttpResponseRedirect(f"{reverse_staff_url('inbox')}{query}")


def remember_query(request: HttpRequest, query: ContactQuery, found: int) -> str:
    """Keep the digests of a search in the session, with the number that the audit has of it, and return its id.

    The id names the search in URLs.
    """
    searches = request.session.get(SEARCHES_SESSION_KEY, {})
    search_id = secrets.token_urlsafe(9)
    searches[search_id] = [query.kind.value, *query.digests, found, timezone.now().timestamp()]
    request.session[SEARCHES_SESSION_KEY] = dict(list(searches.items())[-SEARCHES_KEPT:])
    return search_id


def find_again(request: HttpRequest) -> FoundSubmissions | None:
    """Return what the search finds now that the URL names, or None if it names none.

    Showing the same page again is no further search. If it shows more than the audit has of it, it is recorded anew.
    """
    search_id = request.GET.get(SEARCH_ID, "")
    if not search_id:
        return None
    kept = request.session.get(SEARCHES_SESSION_KEY, {}).get(search_id)
    if kept is None or timezone.now().timestamp() - kept[-1] > SEARCH_LIFETIME.total_seconds():
        return FoundSubmissions(None, [])
    kind, *digests, recorded, _at = kept
    query = ContactQuery(ContactKind(kind), tuple(digests))
    ids = search.find_submission_ids(query)
    if len(ids) > recorded:
        record_search(request, query.kind, len(ids), again="yes")
        kept[-2] = len(ids)
        request.session.modified = True
    return FoundSubmissions(query.kind, ids)


def list_kept_parameters(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """Yield what a search put into the URL, which the form of the filters must not lose."""
    for name in PARAMETERS:
        if request.GET.get(name):
            yield name, request.GET[name]
