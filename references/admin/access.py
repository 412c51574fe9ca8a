"""Who keeps the library: whoever may change works."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

CHANGE_PERMISSION = "references.change_reference"
ViewFunction = Callable[..., HttpResponseBase]


def is_editor(request: HttpRequest) -> bool:
    return bool(request.user.has_perm(CHANGE_PERMISSION))


def editors_only(view: ViewFunction) -> ViewFunction:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_editor(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def get_editor(request: HttpRequest) -> User:
    """Who asks. `editors_only` has let nobody else in."""
    return cast("User", request.user)
