"""What the pages of visitors and of patients answer alike."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

View = Callable[..., HttpResponse]


class SeeOther(HttpResponseRedirect):
    """After a POST, go and GET that page (RFC 9110, 15.4.4)."""

    status_code = 303


def redirect_posts(view: View) -> View:
    """A page that takes no form. A POST, as of an old page or a program, is led to it."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return SeeOther(request.get_full_path()) if request.method == "POST" else view(request, *args, **kwargs)

    return wrapped
