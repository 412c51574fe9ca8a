"""What the pages of the duty rota say of it: who is on duty now, and what is wrong in the weeks to come."""

from dataclasses import dataclass
from datetime import datetime, time
from itertools import groupby

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from intake.delivery import duty, rota_faults
from intake.delivery.rota_faults import WATCHED_DAYS, FaultKind, RotaFault
from intake.models import DutyException

CHANGE_ROTA = "intake.change_dutyshift"
SHOWN = 20


@dataclass(frozen=True)
class RotaReport:
    """What is wrong, in sentences; none of it if the rota is whole."""

    sentences: list[str]
    more: int
    days: int = WATCHED_DAYS


def build_report() -> RotaReport:
    found = [describe_fault(fault) for fault in rota_faults.find_faults(timezone.now())]
    return RotaReport(found[:SHOWN], max(len(found) - SHOWN, 0))


def summarize_faults(request: HttpRequest) -> list[str]:
    """Return a few words on each kind of fault, for those who may mend it; that there is no rota is one."""
    if not request.user.has_perm(CHANGE_ROTA):
        return []
    if not duty.has_rota():
        return [gettext("No duty rota: nobody is told of urgent submissions in turn")]
    faults = sorted(rota_faults.find_faults(timezone.now()), key=lambda fault: fault.kind.value)
    counts = {kind: len(list(group)) for kind, group in groupby(faults, key=lambda fault: fault.kind)}
    return [describe_count(kind, counts[kind]) for kind in FaultKind if kind in counts]


def describe_hours(exception: DutyException) -> str:
    """Return from when to when an exception holds."""
    if exception.starts_at == exception.ends_at == time.min:
        return gettext("All day")
    return f"{exception.starts_at:%H:%M}–{exception.ends_at:%H:%M}"


def describe_on_duty() -> str:
    """Return who would be told of an urgent submission now, and what follows."""
    now = timezone.now()
    if person := duty.find_on_duty(now):
        return gettext("On duty now: %(name)s.") % {"name": person.get_username()}
    if person := duty.find_next_on_duty(now, after=None):
        return gettext(
            "Nobody is on duty now. %(name)s, who is on duty next, is told of an urgent submission at once, and "
            "later everybody."
        ) % {"name": person.get_username()}
    return gettext("Nobody is on duty now or in the days to come. Everybody is told of an urgent submission at once.")


def describe_fault(fault: RotaFault) -> str:
    names = ", ".join(person.get_username() for person in fault.people)
    words = {"from": format_time(fault.starts), "to": format_time(fault.ends), "names": names}
    match fault.kind:
        case FaultKind.GAP:
            said = gettext("Nobody is on duty: %(from)s to %(to)s.") % words
        case FaultKind.OVERLAP:
            said = gettext("At the same time: %(names)s, %(from)s to %(to)s. Whoever began first is told.") % words
        case FaultKind.UNREACHABLE:
            return (
                gettext(
                    "%(names)s is on duty from %(from)s, and cannot be told: the account is deactivated, has no email "
                    "address or may not open submissions."
                )
                % words
            )
        case FaultKind.HOLIDAY:
            day = date_format(timezone.localtime(fault.starts, timezone.get_default_timezone()), "l j F")
            return gettext("%(day)s (%(holiday)s) has no exception, so the weekly rota holds: %(names)s.") % {
                "day": day,
                "holiday": fault.holiday,
                "names": names,
            }
    return f"{said} ({fault.holiday})" if fault.holiday else said


def describe_count(kind: FaultKind, number: int) -> str:
    match kind:
        case FaultKind.GAP:
            said = ngettext("Nobody is on duty once", "Nobody is on duty %(number)s times", number)
        case FaultKind.OVERLAP:
            said = ngettext("Several are on duty once", "Several are on duty %(number)s times", number)
        case FaultKind.UNREACHABLE:
            said = ngettext("One person on duty cannot be told", "%(number)s people on duty cannot be told", number)
        case FaultKind.HOLIDAY:
            said = ngettext("One holiday has no exception", "%(number)s holidays have no exception", number)
    return gettext("%(fault)s in the next %(days)s days") % {"fault": said % {"number": number}, "days": WATCHED_DAYS}


def format_time(at: datetime) -> str:
    """Return a time by the clinic's clock."""
    return date_format(timezone.localtime(at, timezone.get_default_timezone()), "D j M, H:i")


def get_rota_url() -> str:
    return reverse("wagtailsnippets_intake_dutyshift:list")
