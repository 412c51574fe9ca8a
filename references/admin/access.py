"""Who keeps the library: whoever may change works."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

CHANGE = "references.change_reference"
View = Callable[..., HttpResponseBase]


def is_editor(request: HttpRequest) -> bool:
    return bool(request.user.has_perm(CHANGE))


def editors_only(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_editor(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def editor(request: HttpRequest) -> User:
    """Who asks. `editors_only` has let nobody else in."""
    return cast("User", request.user)
