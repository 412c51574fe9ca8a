"""The pages of deliveries. They show references and codes, and open no submission."""

import uuid
from typing import TypeVar
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from intake.admin_pages import render_admin_page
from intake.delivery import backlog
from intake.enums import ChannelGroup, DeliveryState
from intake.staff.access import SUBMISSIONS_TITLE, get_staff_user, reverse_staff_url, staff_only
from intake.staff.deliveries import actions, listing, routing_table
from intake.staff.deliveries.access import (
    CHANGE_DELIVERIES,
    DELIVERIES_ICON,
    DELIVERIES_TITLE,
    VIEW_DELIVERIES,
    reverse_deliveries_url,
)

C = TypeVar("C", DeliveryState, ChannelGroup)


@staff_only(VIEW_DELIVERIES)
@require_safe
def delivery_list(request: HttpRequest) -> HttpResponse:
    """The deliveries in one state (`?state=`), of one group of channels (`?group=`) or of all.

    The page begins after a delivery (`?after=`), or at the start.
    """
    state = parse_choice(DeliveryState, request.GET.get("state", "")) or DeliveryState.PENDING
    group = parse_choice(ChannelGroup, request.GET.get("group", ""))
    after = parse_id(request.GET.get("after", ""))
    context = {
        "groups": backlog.measure_groups(),
        "states": list(DeliveryState),
        "state": state,
        "group": group,
        "page": listing.get_delivery_page(state, group, after),
        "is_first": after is None,
        "may_change": request.user.has_perm(CHANGE_DELIVERIES),
    }
    parent = (reverse_staff_url("inbox"), SUBMISSIONS_TITLE)
    template = "intake/staff/deliveries/list.html"
    return render_admin_page(request, template, DELIVERIES_TITLE, context, icon=DELIVERIES_ICON, parent=parent)


@staff_only(VIEW_DELIVERIES)
@require_safe
def routing_overview(request: HttpRequest) -> HttpResponse:
    """Where submissions go by the saved rules."""
    parent = (reverse_deliveries_url("list"), DELIVERIES_TITLE)
    context = {"table": routing_table.build_routing_table()}
    template, title = "intake/staff/deliveries/routing.html", gettext("Where submissions go")
    return render_admin_page(request, template, title, context, icon=DELIVERIES_ICON, parent=parent)


@staff_only(CHANGE_DELIVERIES)
@require_POST
def resend_deliveries(request: HttpRequest) -> HttpResponse:
    """Send the chosen deliveries again, as many of them as had failed or were put aside."""
    number = actions.resend_deliveries(parse_chosen(request), by=get_staff_user(request))
    said = ngettext("%(number)s will be sent again.", "%(number)s will be sent again.", number)
    say_result(request, number, said)
    return redirect_back(request)


@staff_only(CHANGE_DELIVERIES)
@require_POST
def drop_deliveries(request: HttpRequest) -> HttpResponse:
    """Put the chosen deliveries aside, as many of them as had failed."""
    number = actions.drop_deliveries(parse_chosen(request), by=get_staff_user(request))
    said = ngettext("%(number)s is put aside.", "%(number)s are put aside.", number)
    say_result(request, number, said)
    return redirect_back(request)


@staff_only(CHANGE_DELIVERIES)
@require_POST
def pause_channels(request: HttpRequest, group: str) -> HttpResponse:
    found = require_group(group)
    actions.pause_group(found, by=get_staff_user(request))
    messages.success(
        request, gettext("%(channels)s: paused. Nothing is given up meanwhile.") % {"channels": found.label}
    )
    return redirect_back(request)


@staff_only(CHANGE_DELIVERIES)
@require_POST
def resume_channels(request: HttpRequest, group: str) -> HttpResponse:
    found = require_group(group)
    actions.resume_group(found, by=get_staff_user(request))
    messages.success(request, gettext("%(channels)s: what waits is being sent.") % {"channels": found.label})
    return redirect_back(request)


def parse_choice(choices: type[C], text: str) -> C | None:
    return choices(text) if text in choices.values else None


def parse_id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def require_group(text: str) -> ChannelGroup:
    """Return a group by its code. Raises Http404 if there is none."""
    group = parse_choice(ChannelGroup, text)
    if group is None:
        raise Http404
    return group


def parse_chosen(request: HttpRequest) -> list[uuid.UUID]:
    """Return the ids that were ticked. Raises Http404 if one is none."""
    try:
        return [uuid.UUID(text) for text in request.POST.getlist("delivery")]
    except ValueError as error:
        raise Http404 from error


def say_result(request: HttpRequest, number: int, said: str) -> None:
    if number:
        messages.success(request, said % {"number": number})
    else:
        messages.warning(request, gettext("Nothing was changed: choose deliveries that failed."))


def redirect_back(request: HttpRequest) -> HttpResponse:
    """Return to the list, as it was filtered."""
    wanted = QueryDict(request.POST.get("query", ""))
    kept = {name: wanted[name] for name in ("state", "group") if name in wanted}
    return redirect(f"{reverse_deliveries_url('list')}?{urlencode(kept)}")
