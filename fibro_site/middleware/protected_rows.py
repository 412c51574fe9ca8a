"""Explains in the admin why something cannot be deleted: other rows still need it.

Wagtail counts only the uses that its reference index knows, so it offers the deletion; the database then refuses it.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.db.models import PROTECT, RESTRICT, Model, ProtectedError, RestrictedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse


class ProtectedRowsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Render the refusal. Nothing was deleted: Django collects all rows to delete before it touches one."""
        if not request.path_info.startswith(settings.ADMIN_PREFIX):
            return None
        if isinstance(exception, ProtectedError):
            return render_protected_rows(request, exception.protected_objects)
        if isinstance(exception, RestrictedError):
            return render_protected_rows(request, exception.restricted_objects)
        return None


def render_protected_rows(request: HttpRequest, needing: Iterable[Model]) -> HttpResponse:
    """Return a page that tells which kinds of rows need it, and how many.

    It never shows their content: a note about a patient must not appear here.
    """
    needing = list(needing)
    kinds = Counter(str(row._meta.verbose_name_plural) for row in needing)
    account = next(filter(None, map(find_protecting_account, needing)), None)
    context: dict[str, Any] = {"kinds": kinds.items(), "account": account}
    if account:
        context["edit_url"] = reverse("wagtailusers_users:edit", args=[account.pk])
    return render(request, "errors/protected.html", context, status=409)


def find_protecting_account(row: Model) -> AbstractUser | None:
    """Return the account that the row protects by a foreign key to it, or None."""
    for field in row._meta.concrete_fields:
        relation = field.remote_field
        if (
            relation
            and relation.model is get_user_model()
            and getattr(relation, "on_delete", None) in {PROTECT, RESTRICT}
        ):
            return getattr(row, field.name)
    return None
