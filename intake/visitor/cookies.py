"""The visitor's three cookies: the draft's token, the secret of the receipt, and a challenge for as long as it matters.

No script reads them, and they are sent to no page but the questionnaire's own. Their contents never stand in a URL, a
session or a log. The questionnaire has a URL in each language of the site, and each gets the cookies: whoever changes
the language finds the same draft, and clearing it clears it everywhere.

The receipt's secret belongs to this browser (intake/token_sessions/receipts.py): whoever opens the draft elsewhere,
with its return code, gets another.
"""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation

from intake.antispam.challenge import CHALLENGE_LIFETIME
from intake.http import build_cookie_name, delete_private_cookie, set_private_cookie
from intake.models import Draft
from intake.questionnaires.public_urls import QuestionnaireURLs
from intake.token_sessions import receipts, tokens

DRAFT_COOKIE, RECEIPT_COOKIE, CHALLENGE_COOKIE = "answers", "receipt", "moment"


def get_draft_token(request: HttpRequest, urls: QuestionnaireURLs) -> str:
    """Return the token that the browser holds; empty if it holds none."""
    return read_cookie(request, urls, DRAFT_COOKIE)


def set_draft_cookie(response: HttpResponseBase, urls: QuestionnaireURLs, token: str, draft: Draft) -> None:
    """Let the browser hold a draft's token; after sending, for as long as the receipt is kept."""
    set_cookie(response, urls, DRAFT_COOKIE, token, get_cookie_lifetime(draft))


def get_receipt_secret(request: HttpRequest, urls: QuestionnaireURLs) -> str:
    """Return the secret that the browser holds for its receipt; empty if it holds none, or something else."""
    secret = read_cookie(request, urls, RECEIPT_COOKIE)
    return secret if tokens.is_token(secret) else ""


def set_receipt_cookie(response: HttpResponseBase, urls: QuestionnaireURLs, secret: str, draft: Draft) -> None:
    """Let the browser hold the secret that opens the receipt of a draft."""
    set_cookie(response, urls, RECEIPT_COOKIE, secret, get_cookie_lifetime(draft))


def get_challenge_token(request: HttpRequest, urls: QuestionnaireURLs) -> str:
    return read_cookie(request, urls, CHALLENGE_COOKIE)


def set_challenge_cookie(response: HttpResponseBase, urls: QuestionnaireURLs, token: str) -> None:
    """Let the browser carry a challenge to the page that shows it (intake/antispam/guard.py)."""
    set_cookie(response, urls, CHALLENGE_COOKIE, token, CHALLENGE_LIFETIME)


def delete_challenge_cookie(response: HttpResponseBase, request: HttpRequest, urls: QuestionnaireURLs) -> None:
    """Delete a challenge that is over: on the browser's Back its page would send the form by itself."""
    if get_challenge_token(request, urls):
        delete_cookies(response, urls, CHALLENGE_COOKIE)


def delete_all_cookies(response: HttpResponseBase, urls: QuestionnaireURLs) -> None:
    delete_cookies(response, urls, DRAFT_COOKIE, RECEIPT_COOKIE, CHALLENGE_COOKIE)


def get_cookie_lifetime(draft: Draft) -> timedelta:
    return receipts.RECEIPT_LIFETIME if draft.is_consumed else draft.expires_at - timezone.now()


def read_cookie(request: HttpRequest, urls: QuestionnaireURLs, kind: str) -> str:
    return request.COOKIES.get(build_cookie_name(qualify_cookie_name(kind, urls)), "")


def set_cookie(response: HttpResponseBase, urls: QuestionnaireURLs, kind: str, value: str, lifetime: timedelta) -> None:
    """Set the cookie for the questionnaire's URL in every language."""
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            name = qualify_cookie_name(kind, urls)
            set_private_cookie(response, name, value, path=urls.start, lifetime=lifetime)


def delete_cookies(response: HttpResponseBase, urls: QuestionnaireURLs, *kinds: str) -> None:
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for kind in kinds:
                delete_private_cookie(response, qualify_cookie_name(kind, urls), path=urls.start)


def qualify_cookie_name(kind: str, urls: QuestionnaireURLs) -> str:
    """Return the name of this questionnaire's cookie in the active language.

    The path alone does not keep two questionnaires apart, since /eligibility/ is above all others. Each language has a
    name of its own because a response cannot set two cookies of one name. No slug contains a point.
    """
    name = f"{kind}-{urls.slug}" if urls.slug else kind
    language = translation.get_language() or settings.LANGUAGE_CODE
    return name if language == settings.LANGUAGE_CODE else f"{name}.{language}"
