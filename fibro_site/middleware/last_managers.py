"""Takes back a change of accounts or roles after which nobody would be in charge, and says why."""

from collections.abc import Callable

from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, ResolverMatch, resolve
from wagtail.admin import messages

from fibro_site.accounts import last_managers

NAMESPACES = {"wagtailusers_users", "wagtailusers_groups", "colleagues"}
BULK_ACTION = "wagtail_bulk_action"


class LastManagersMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not changes_rights(request):
            return self.get_response(request)
        with transaction.atomic():
            last_managers.lock_rights()
            if not User.objects.filter(pk=request.user.pk or 0, is_active=True).exists():
                # Somebody closed it while this waited.
                return redirect(request.get_full_path())
            before = last_managers.list_held()
            response = self.get_response(request)
            if response.status_code >= 500 or transaction.get_connection().needs_rollback:
                transaction.set_rollback(True)
                return response
            lost = last_managers.find_lost(before)
            if not lost:
                return response
            transaction.set_rollback(True)
        forget_messages(request)
        for sentence in lost:
            messages.error(request, sentence)
        return redirect(request.get_full_path())


def changes_rights(request: HttpRequest) -> bool:
    """Return whether a page is one on which accounts or roles are changed."""
    try:
        match: ResolverMatch = resolve(request.path_info)
    except Resolver404:
        return False
    is_bulk = match.url_name == BULK_ACTION and match.kwargs.get("app_label") == "auth"
    return is_bulk or not NAMESPACES.isdisjoint(match.namespaces)


def forget_messages(request: HttpRequest) -> None:
    """Take back what the page said: that it was done."""
    for _message in get_messages(request):
        pass
