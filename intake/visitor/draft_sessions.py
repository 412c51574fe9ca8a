"""A visit: the draft that a visitor's cookie opens, read once for a request.

The token travels in a cookie, which no script reads and which goes to no page but the questionnaire's own. It never
stands in an address, a session or a log. The questionnaire has an address in each language of the site, and each gets
the cookie: whoever changes the language finds the same draft, and clearing it clears it everywhere.

A second cookie holds what will show the receipt again after sending (intake/token_sessions/receipts.py). It belongs
to this browser: who opens the draft elsewhere, with the code to come back, gets another. A third one holds, for as
long as it matters, what a suspicious visitor is asked (intake/antispam/guard.py).
"""

import logging
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation

from intake.antispam.challenge import CHALLENGE_LIFETIME
from intake.encryption.primitives import SealError
from intake.engine import routes
from intake.engine.definition import Definition
from intake.engine.routes import Route
from intake.models import Draft
from intake.questionnaires import publishing
from intake.questionnaires.public_urls import QuestionnaireURLs
from intake.token_sessions import drafts, receipts

logger = logging.getLogger(__name__)

DRAFT_COOKIE, RECEIPT_COOKIE, CHALLENGE_COOKIE = "answers", "receipt", "moment"


class NoDraftSession(Exception):
    """No cookie: somebody who has not begun, or whose cookie has expired."""


class LostDraftSession(Exception):
    """A cookie that opens nothing: forged, expired, or cleared in another window."""


@dataclass(frozen=True)
class DraftSession:
    place: QuestionnaireURLs
    draft: Draft
    token: str = field(repr=False)
    definition: Definition
    answers: dict[str, Any] = field(repr=False)
    unfinished: dict[str, dict[str, Any]] = field(repr=False)

    @cached_property
    def way(self) -> Route:
        """The way that these answers lead, worked out once for a request."""
        return routes.resolve_route(self.definition, self.answers)


def open_draft_session(request: HttpRequest, urls: QuestionnaireURLs) -> DraftSession:
    """The visit of a request to a questionnaire's pages. Raises NoVisit, LostVisit."""
    token = request.COOKIES.get(get_cookie_name(urls))
    if not token:
        raise NoDraftSession
    try:
        return unseal_draft_session(token, drafts.find_draft(token), urls)
    except drafts.DraftNotFound as error:
        raise LostDraftSession from error
    except SealError as error:
        logger.error("The answers of a draft do not open")  # noqa: TRY400 -- the trace would say no more
        raise LostDraftSession from error


def unseal_draft_session(token: str, draft: Draft, urls: QuestionnaireURLs) -> DraftSession:
    """A draft that was found by its token, opened. Raises SealError."""
    answers, unfinished = drafts.read_draft_answers(draft, token), drafts.read_unfinished_pages(draft, token)
    return DraftSession(urls, draft, token, publishing.get_definition(draft.version), answers, unfinished)


def get_cookie_name(urls: QuestionnaireURLs, kind: str = DRAFT_COOKIE) -> str:
    """Of each place its own: the path alone does not keep two apart, since /eligibility/ is above all others.

    And of each language its own, because a response cannot set two cookies of one name. No slug has a point in it.
    Browsers accept the __Secure- prefix only with Secure. (__Host- would forbid the narrow path.)
    """
    name = f"{kind}-{urls.slug}" if urls.slug else kind
    language = translation.get_language() or settings.LANGUAGE_CODE
    if language != settings.LANGUAGE_CODE:
        name = f"{name}.{language}"
    return f"__Secure-{name}" if settings.SESSION_COOKIE_SECURE else name


def set_draft_cookie(response: HttpResponseBase, urls: QuestionnaireURLs, token: str, draft: Draft) -> None:
    """Let the browser hold a draft's token; after sending for as long as its receipt is kept."""
    set_cookies(response, urls, DRAFT_COOKIE, token, get_cookie_lifetime(draft))


def set_receipt_cookie(response: HttpResponseBase, urls: QuestionnaireURLs, secret: str, draft: Draft) -> None:
    """Let the browser hold what shows the receipt of a draft."""
    set_cookies(response, urls, RECEIPT_COOKIE, secret, get_cookie_lifetime(draft))


def get_receipt_secret(request: HttpRequest, urls: QuestionnaireURLs) -> str:
    """What the browser holds for its receipt; nothing if it is not there or can be none."""
    secret = request.COOKIES.get(get_cookie_name(urls, RECEIPT_COOKIE), "")
    return secret if receipts.SECRET_SHAPE.fullmatch(secret) else ""


def set_challenge_cookie(response: HttpResponseBase, urls: QuestionnaireURLs, token: str) -> None:
    """Let the browser carry a challenge to the page that shows it (intake/antispam/guard.py)."""
    set_cookies(response, urls, CHALLENGE_COOKIE, token, CHALLENGE_LIFETIME)


def get_challenge_token(request: HttpRequest, urls: QuestionnaireURLs) -> str:
    return request.COOKIES.get(get_cookie_name(urls, CHALLENGE_COOKIE), "")


def delete_challenge_cookie(response: HttpResponseBase, request: HttpRequest, urls: QuestionnaireURLs) -> None:
    """Let no way back lead to a moment that is over: its page would send the form by itself."""
    if get_challenge_token(request, urls):
        delete_cookies(response, urls, CHALLENGE_COOKIE)


def get_cookie_lifetime(draft: Draft) -> timedelta:
    return receipts.RECEIPT_LIFETIME if draft.is_consumed else draft.expires_at - timezone.now()


def set_cookies(
    response: HttpResponseBase, urls: QuestionnaireURLs, kind: str, value: str, lifetime: timedelta
) -> None:
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            response.set_cookie(
                get_cookie_name(urls, kind),
                value,
                max_age=lifetime,
                path=urls.start,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )


def delete_all_cookies(response: HttpResponseBase, urls: QuestionnaireURLs) -> None:
    delete_cookies(response, urls, DRAFT_COOKIE, RECEIPT_COOKIE, CHALLENGE_COOKIE)


def delete_cookies(response: HttpResponseBase, urls: QuestionnaireURLs, *kinds: str) -> None:
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for kind in kinds:
                response.delete_cookie(get_cookie_name(urls, kind), path=urls.start, samesite="Lax")
