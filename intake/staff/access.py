"""Who may come to the staff's desk in the admin, and what its pages share."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intake.staff.actions import VIEW_PERMISSION

SUBMISSIONS_NAMESPACE = "intake_desk"
SUBMISSIONS_ICON = "clipboard-list"
SUBMISSIONS_TITLE = _("Submissions")
StaffView = Callable[..., HttpResponseBase]


def reverse_staff_url(name: str, *args: Any) -> str:
    return reverse(f"{SUBMISSIONS_NAMESPACE}:{name}", args=args)


def staff_only(permission: str = VIEW_PERMISSION) -> Callable[[StaffView], StaffView]:
    """Refuses whoever may not see submissions or lacks `permission`, and keeps the answer out of every cache."""

    def decorator(view: StaffView) -> StaffView:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_perms([VIEW_PERMISSION, permission]):
                raise PermissionDenied
            response = view(request, *args, **kwargs)
            # Beside what Wagtail says for all of its admin: no copy of a submission stays in a browser or a proxy.
            response["Cache-Control"] = "no-store, private"
            return response

        return guarded

    return decorator


def get_staff_user(request: HttpRequest) -> User:
    """Who asks. `staff_only` has let nobody else in."""
    return cast("User", request.user)


def get_language_name(code: str) -> str:
    """A language in words; its code where the site does not know it."""
    return str(dict(settings.LANGUAGES).get(code, code))
