"""Who may use the staff's pages in the admin, and what these pages share."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import TypeVar, cast

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.forms import ModelChoiceField
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intake.admin_pages import render_admin_page

# What an account needs to see submissions, to do something about them, to take them out of the site, and to decide how
# the clinic handles them: who gets which, and for how long they are kept.
VIEW_PERMISSION = "intake.view_submission"
CHANGE_PERMISSION = "intake.change_submission"
EXPORT_PERMISSION = "intake.export_submission"
MANAGE_PERMISSION = "intake.manage_submission"
# To see who did what, without seeing any submission.
AUDIT_PERMISSION = "intake.view_auditentry"

SUBMISSIONS_NAMESPACE = "intake_staff"
SUBMISSIONS_ICON = "clipboard-list"
SUBMISSIONS_TITLE = _("Submissions")
StaffView = Callable[..., HttpResponseBase]
M = TypeVar("M", bound=Model)


def staff_only(permission: str = VIEW_PERMISSION) -> Callable[[StaffView], StaffView]:
    """Refuse whoever may not see submissions or lacks `permission`, and keep the response out of every cache."""
    return allow_only(VIEW_PERMISSION, permission)


def allow_only(*permissions: str) -> Callable[[StaffView], StaffView]:
    """Refuse whoever lacks one of `permissions`, and keep the response out of every cache."""

    def decorator(view: StaffView) -> StaffView:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if not request.user.has_perms(permissions):
                raise PermissionDenied
            response = view(request, *args, **kwargs)
            # Stricter than what Wagtail sends for all of its admin: no browser or proxy keeps a copy of a submission.
            response["Cache-Control"] = "no-store, private"
            return response

        return guarded

    return decorator


def get_staff_user(request: HttpRequest) -> User:
    """Return the account that a request to a `staff_only` view comes from."""
    return cast("User", request.user)


def get_chosen_or_404(rows: QuerySet[M], chosen: str) -> M:
    """Return the row that a form names, whatever it holds in place of a number. Raises Http404."""
    try:
        found: M = ModelChoiceField(rows).clean(chosen)
    except ValidationError as error:
        raise Http404 from error
    return found


def reverse_staff_url(name: str, *args: object) -> str:
    return reverse(f"{SUBMISSIONS_NAMESPACE}:{name}", args=args)


def render_staff_page(
    request: HttpRequest, template: str, title: str, context: Mapping[str, object], *, status: int = 200
) -> TemplateResponse:
    """Return a page below the inbox."""
    parent = (reverse_staff_url("inbox"), SUBMISSIONS_TITLE)
    return render_admin_page(request, template, title, context, icon=SUBMISSIONS_ICON, parent=parent, status=status)


def get_language_name(code: str) -> str:
    """Return a language's name, or its code if the site does not offer it."""
    return str(dict(settings.LANGUAGES).get(code, code))
