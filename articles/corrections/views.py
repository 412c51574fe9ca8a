"""Shows a text that was published once, at a URL of its own."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles.models import ArticlePage
from articles.views import get_public_page


@require_safe
@cache_control(no_cache=True)
def show_superseded_text(request: HttpRequest, path: str, number: str) -> HttpResponseBase:
    """Return the article as it read before its change of this number. Search engines are kept away from it."""
    page = get_public_page(request, path)
    if not isinstance(page, ArticlePage):
        raise Http404
    correction = get_object_or_404(page.corrections, number=int(number))
    superseded = page.with_content_json(correction.content)
    context = superseded.get_context(request)
    # Nobody vouches for it any more.
    context |= {"sign_off": None, "page": superseded, "current": page, "correction": correction}
    response = TemplateResponse(request, "articles/superseded_text.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
