"""The page that gives a challenge to a visitor who may be a program, before the form is sent once more."""

from django.http import HttpRequest, HttpResponse

from intake.antispam import guard
from intake.antispam.guard import ChallengeRequired
from intake.http import SeeOther
from intake.questionnaires.public_urls import QuestionnaireURLs
from intake.visitor import cookies
from intake.visitor.rendering import render_page


def redirect_to_challenge(urls: QuestionnaireURLs, form_url: str, required: ChallengeRequired) -> HttpResponse:
    """Redirect to the challenge, which is shown at the URL of the form that needs it."""
    response = SeeOther(f"{form_url}?moment{'=early' if required.is_early else ''}")
    cookies.set_challenge_cookie(response, urls, required.token)
    return response


def get_pending_challenge(request: HttpRequest, urls: QuestionnaireURLs, purpose: str) -> ChallengeRequired | None:
    """Return the challenge that this browser was sent just now, if this request is for its page."""
    if "moment" not in request.GET:
        return None
    is_early = request.GET["moment"] == "early"
    return guard.restore_challenge(cookies.get_challenge_token(request, urls), purpose, is_early=is_early)


def render_challenge(
    request: HttpRequest, urls: QuestionnaireURLs, required: ChallengeRequired, context: dict[str, object]
) -> HttpResponse:
    """Render the challenge with the form to send once more. Loading the page again shows the same challenge."""
    seconds = required.challenge.seconds_left
    shared: dict[str, object] = {
        "needed": required,
        "challenge": required.challenge,
        "seconds": seconds,
        "is_too_early": required.is_early and seconds > 0,
    }
    response = render_page(request, urls, "challenge.html", shared | context, status=429)
    response["Retry-After"] = str(seconds)
    return response
