"""Who may see what the clinic can show for itself, and what these pages share."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import cast

from django.contrib.auth.models import Permission, User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise

from intake.admin_pages import render_admin_page

NAMESPACE = "intake_accountability"
VIEW_AUDIT_PERMISSION = "intake.view_auditentry"
VIEW_KEYS_PERMISSION = "intake.view_clinickey"
CHANGE_KEYS_PERMISSION = "intake.change_clinickey"
CHANGE_HOLDS_PERMISSION = "intake.change_legalhold"
VIEW_RULES_PERMISSION = "intake.view_retentionrule"
CODENAMES = [
    "view_auditentry",
    "view_clinickey",
    "change_clinickey",
    "change_legalhold",
    "add_retentionrule",
    "change_retentionrule",
    "delete_retentionrule",
    "view_retentionrule",
]
GuardedView = Callable[..., HttpResponseBase]


def permission_required(permission: str) -> Callable[[GuardedView], GuardedView]:
    """Refuse whoever lacks the permission, and keep the response out of every cache."""

    def decorator(view: GuardedView) -> GuardedView:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            response = view(request, *args, **kwargs)
            response["Cache-Control"] = "no-store, private"
            return response

        return guarded

    return decorator


def get_user(request: HttpRequest) -> User:
    """Return the account that a request to a guarded view comes from."""
    return cast("User", request.user)


def reverse_url(name: str, *args: object) -> str:
    return reverse(f"{NAMESPACE}:{name}", args=args)


def render_page(
    request: HttpRequest,
    template: str,
    title: str | Promise,
    context: Mapping[str, object],
    *,
    icon: str,
    parent: tuple[str, str | Promise] | None,
    status: int = 200,
) -> TemplateResponse:
    template = f"intake/accountability/{template}"
    return render_admin_page(request, template, title, context, icon=icon, parent=parent, status=status)


def list_permissions() -> QuerySet[Permission]:
    """Return the permissions of these pages, which Wagtail's page of a group offers."""
    return Permission.objects.filter(content_type__app_label="intake", codename__in=CODENAMES)
