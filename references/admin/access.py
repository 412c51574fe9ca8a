"""Who may keep the library: every user who may change works."""

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from wagtail.admin.menu import MenuItem

CHANGE_PERMISSION = "references.change_reference"
ViewFunction = Callable[..., HttpResponseBase]


def is_editor(request: HttpRequest) -> bool:
    return bool(request.user.has_perm(CHANGE_PERMISSION))


def editors_only(view: ViewFunction) -> ViewFunction:
    """Decorate a view so that it raises PermissionDenied for anybody who is no editor."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not is_editor(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def get_editor(request: HttpRequest) -> User:
    """Return the user of a request to a view that is `editors_only`."""
    return cast("User", request.user)


class EditorMenuItem(MenuItem):
    """A menu item that only editors see."""

    def is_shown(self, request: HttpRequest) -> bool:
        return is_editor(request)
