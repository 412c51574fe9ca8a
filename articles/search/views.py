"""The search of the site, and its description for browsers.

What somebody looks for may tell of an illness. So no page of results is stored anywhere, the words go into no log, no
table and no cache, and no other page is told them (docs/adr/0026-search.md).
"""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles.routing import remember_site
from articles.search import rate_limit
from articles.search.finding import Findings, find_answers, show_hits
from articles.search.questions import read_question
from articles.search.sources import SOURCES_BY_NAME
from references.full_urls import build_full_url

RESULTS_PER_PAGE = 10
RETRY_SECONDS = 60


@require_safe
@cache_control(no_store=True, private=True)
def search_page(request: HttpRequest) -> HttpResponse:
    """Show what was found. A `kind` that does not exist, or a page beyond the last, shows what is nearest to it."""
    remember_site(request)
    question = read_question(request.GET.get("q", ""))
    if question.is_cut:
        # The links of the page have it too.
        shortened = request.GET.copy()
        shortened["q"] = question.text
        request.GET = shortened  # type: ignore[assignment]  # the stubs know only what cannot be changed
    is_limited = bool(question.words) and not rate_limit.allow_search(request)
    findings = find_answers(request, question) if question.words and not is_limited else Findings()
    kind = SOURCES_BY_NAME.get(request.GET.get("kind", ""))
    shown = [hit for hit in findings.hits if kind is None or hit.source is kind]
    page = Paginator(shown, RESULTS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "question": question,
        "is_limited": is_limited,
        "findings": findings,
        "kind": kind,
        "listed": page,
        "results": show_hits(request, [*page.object_list], findings.words) if shown else [],
    }
    response = render(request, "articles/search/page.html", context, status=429 if is_limited else 200)
    response["Referrer-Policy"] = "no-referrer"
    if is_limited:
        response["Retry-After"] = str(RETRY_SECONDS)
    return response


@require_safe
@cache_control(no_cache=True)
def search_description(request: HttpRequest) -> HttpResponse:
    """Describe the search to browsers, which offer it beside their own (OpenSearch 1.1)."""
    context = {
        "search_url": build_full_url(request, reverse("search")),
        "icon_url": build_full_url(request, static("img/favicon.svg")),
    }
    content_type = "application/opensearchdescription+xml"
    return render(request, "articles/search/description.xml", context, content_type=content_type)
