"""What every page of a questionnaire is rendered with."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from intake.http import SeeOther
from intake.questionnaires import safety
from intake.questionnaires.public_urls import QuestionnaireURLs
from intake.visitor import cookies


def render_page(
    request: HttpRequest,
    urls: QuestionnaireURLs,
    template: str,
    context: Mapping[str, object] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Render a page with the contacts that help at once."""
    shared = {"urls": urls, "safety_contacts": safety.list_safety_contacts(get_language())}
    return render(request, f"intake/visitor/{template}", shared | dict(context or {}), status=status)


def render_gone(request: HttpRequest, urls: QuestionnaireURLs) -> HttpResponse:
    """Say that the draft is gone, and delete its cookies.

    After a POST by way of the start page, so that the browser's Back sends nothing again.
    """
    is_post = request.method == "POST"
    response = SeeOther(f"{urls.start}?gone") if is_post else render_page(request, urls, "gone.html", status=410)
    cookies.delete_all_cookies(response, urls)
    return response
