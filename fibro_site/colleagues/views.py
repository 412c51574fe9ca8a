"""The pages on which a manager ends a colleague's sessions, and takes the access of one who leaves."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from fibro_site.accounts.open_sessions import count_open_sessions, end_sessions
from fibro_site.accounts.session_pages import describe_ended
from fibro_site.colleagues.departure import complete_departure, list_leavers, plan_departure
from fibro_site.colleagues.forms import DepartureForm
from intake.admin_pages import render_admin_page
from intake.staff.access import MANAGE_PERMISSION, get_staff_user, staff_only
from intake.staff.assignment import get_display_name
from intake.staff.handover import rota_ends_with

NAMESPACE = "colleagues"
TITLE = gettext_lazy("Colleagues")
ICON = "group"


@staff_only(MANAGE_PERMISSION)
@require_safe
def colleague_list(request: HttpRequest) -> HttpResponse:
    """The accounts on which this one may act, with their roles and how many sessions they have."""
    counts = count_open_sessions()
    accounts = list_leavers(get_staff_user(request)).prefetch_related("groups")
    colleagues = [
        (account, get_display_name(account), list(account.groups.all()), counts.get(str(account.pk), 0))
        for account in accounts
    ]
    return render_colleagues(request, "list.html", str(TITLE), {"colleagues": colleagues}, is_below=False)


@staff_only(MANAGE_PERMISSION)
@require_POST
def end_all_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_staff_user(request)
    account = get_object_or_404(list_leavers(user), pk=pk)
    messages.success(request, describe_ended(end_sessions(account, by=user)))
    return redirect(f"{NAMESPACE}:list")


@staff_only(MANAGE_PERMISSION)
@require_http_methods(["GET", "HEAD", "POST"])
def departure(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what will be taken and who gets what; a POST does it."""
    user = get_staff_user(request)
    account = get_object_or_404(list_leavers(user), pk=pk)
    form = DepartureForm(request.POST if request.method == "POST" else None, account=account)
    name = get_display_name(account)
    if form.is_valid():
        complete_departure(account, by=user, **form.cleaned_data)
        messages.success(request, gettext("%(name)s can sign in no more.") % {"name": name})
        return redirect(f"{NAMESPACE}:list")
    title = gettext("%(name)s leaves the clinic") % {"name": name}
    context = {"form": form, "plan": plan_departure(account), "rota_ends": rota_ends_with(account)}
    return render_colleagues(request, "departure.html", title, context, status=422 if form.is_bound else 200)


def render_colleagues(
    request: HttpRequest,
    template: str,
    title: str,
    context: Mapping[str, object],
    *,
    is_below: bool = True,
    status: int = 200,
) -> HttpResponse:
    parent = (reverse(f"{NAMESPACE}:list"), TITLE) if is_below else None
    return render_admin_page(request, f"colleagues/{template}", title, context, icon=ICON, parent=parent, status=status)
