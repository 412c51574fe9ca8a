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

from intake.antispam.challenge import LIFETIME
from intake.encryption.primitives import SealError
from intake.engine import routes
from intake.engine.definition import Definition
from intake.engine.routes import Way
from intake.models import Draft
from intake.questionnaires import publishing
from intake.questionnaires.public_urls import Place
from intake.token_sessions import drafts, receipts

logger = logging.getLogger(__name__)

ANSWERS, RECEIPT, MOMENT = "answers", "receipt", "moment"


class NoVisit(Exception):
    """No cookie: somebody who has not begun, or whose cookie has expired."""


class LostVisit(Exception):
    """A cookie that opens nothing: forged, expired, or cleared in another window."""


@dataclass(frozen=True)
class Visit:
    place: Place
    draft: Draft
    token: str = field(repr=False)
    definition: Definition
    answers: dict[str, Any] = field(repr=False)
    unfinished: dict[str, dict[str, Any]] = field(repr=False)

    @cached_property
    def way(self) -> Way:
        """The way that these answers lead, worked out once for a request."""
        return routes.walk(self.definition, self.answers)


def of(request: HttpRequest, place: Place) -> Visit:
    """The visit of a request to a questionnaire's pages. Raises NoVisit, LostVisit."""
    token = request.COOKIES.get(cookie_name(place))
    if not token:
        raise NoVisit
    try:
        return opened_by(token, drafts.find(token), place)
    except drafts.DraftNotFound as error:
        raise LostVisit from error
    except SealError as error:
        logger.error("The answers of a draft do not open")  # noqa: TRY400 -- the trace would say no more
        raise LostVisit from error


def opened_by(token: str, draft: Draft, place: Place) -> Visit:
    """A draft that was found by its token, opened. Raises SealError."""
    answers, unfinished = drafts.read(draft, token), drafts.read_unfinished(draft, token)
    return Visit(place, draft, token, publishing.definition_of(draft.version), answers, unfinished)


def cookie_name(place: Place, kind: str = ANSWERS) -> str:
    """Of each place its own: the path alone does not keep two apart, since /eligibility/ is above all others.

    And of each language its own, because a response cannot set two cookies of one name. No slug has a point in it.
    Browsers accept the __Secure- prefix only with Secure. (__Host- would forbid the narrow path.)
    """
    name = f"{kind}-{place.slug}" if place.slug else kind
    language = translation.get_language() or settings.LANGUAGE_CODE
    if language != settings.LANGUAGE_CODE:
        name = f"{name}.{language}"
    return f"__Secure-{name}" if settings.SESSION_COOKIE_SECURE else name


def remember(response: HttpResponseBase, place: Place, token: str, draft: Draft) -> None:
    """Let the browser hold a draft's token; after sending for as long as its receipt is kept."""
    set_cookies(response, place, ANSWERS, token, left_to(draft))


def remember_secret(response: HttpResponseBase, place: Place, secret: str, draft: Draft) -> None:
    """Let the browser hold what shows the receipt of a draft."""
    set_cookies(response, place, RECEIPT, secret, left_to(draft))


def secret_of(request: HttpRequest, place: Place) -> str:
    """What the browser holds for its receipt; nothing if it is not there or can be none."""
    secret = request.COOKIES.get(cookie_name(place, RECEIPT), "")
    return secret if receipts.SECRET_SHAPE.fullmatch(secret) else ""


def remember_moment(response: HttpResponseBase, place: Place, token: str) -> None:
    """Let the browser carry a challenge to the page that shows it (intake/antispam/guard.py)."""
    set_cookies(response, place, MOMENT, token, LIFETIME)


def moment_of(request: HttpRequest, place: Place) -> str:
    return request.COOKIES.get(cookie_name(place, MOMENT), "")


def forget_moment(response: HttpResponseBase, request: HttpRequest, place: Place) -> None:
    """Let no way back lead to a moment that is over: its page would send the form by itself."""
    if moment_of(request, place):
        delete_cookies(response, place, MOMENT)


def left_to(draft: Draft) -> timedelta:
    return receipts.LIFETIME if draft.is_consumed else draft.expires_at - timezone.now()


def set_cookies(response: HttpResponseBase, place: Place, kind: str, value: str, lifetime: timedelta) -> None:
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            response.set_cookie(
                cookie_name(place, kind),
                value,
                max_age=lifetime,
                path=place.start,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )


def forget(response: HttpResponseBase, place: Place) -> None:
    delete_cookies(response, place, ANSWERS, RECEIPT, MOMENT)


def delete_cookies(response: HttpResponseBase, place: Place, *kinds: str) -> None:
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for kind in kinds:
                response.delete_cookie(cookie_name(place, kind), path=place.start, samesite="Lax")
