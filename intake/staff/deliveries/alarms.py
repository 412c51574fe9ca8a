"""What staff pages say while something does not go out."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext, ngettext

from intake.delivery import backlog, escalation
from intake.delivery.backlog import AlarmKind, ChannelAlarm
from intake.enums import DeliveryState
from intake.staff.deliveries.access import reverse_deliveries_url
from intake.staff.duty.access import reverse_urgent_url


@dataclass(frozen=True)
class AlarmLine:
    """A sentence of the banner, and the page that shows what it is about."""

    sentence: str
    url: str


def list_alarm_lines() -> list[AlarmLine]:
    """Return a line for each alarm; none while everything goes out and nothing urgent waits."""
    channel_lines = [
        AlarmLine(describe_alarm(alarm), build_alarm_url(alarm)) for alarm in backlog.list_channel_alarms()
    ]
    return [*list_urgent_lines(), *channel_lines]


def list_urgent_lines() -> list[AlarmLine]:
    """Return a line for urgent submissions that nobody has opened though everybody was told, or that nobody has."""
    unopened, ownerless = escalation.count_alarms()
    sentences = []
    if unopened:
        sentence = ngettext(
            "%(number)s urgent submission: everybody was told, and nobody has opened it. Open it now.",
            "%(number)s urgent submissions: everybody was told, and nobody has opened them. Open them now.",
            unopened,
        )
        sentences.append(sentence % {"number": unopened})
    if ownerless:
        sentence = ngettext(
            "%(number)s urgent submission was opened, and nobody has it any more. Take it over.",
            "%(number)s urgent submissions were opened, and nobody has them any more. Take them over.",
            ownerless,
        )
        sentences.append(sentence % {"number": ownerless})
    return [AlarmLine(sentence, reverse_urgent_url("list")) for sentence in sentences]


def describe_alarm(alarm: ChannelAlarm) -> str:
    words = {"channels": alarm.group.label, "number": alarm.count}
    if alarm.kind is AlarmKind.FAILED:
        return (
            ngettext(
                "%(channels)s: %(number)s could not be sent. The site no longer tries.",
                "%(channels)s: %(number)s could not be sent. The site no longer tries.",
                alarm.count,
            )
            % words
        )
    if alarm.kind is AlarmKind.PAUSED and not alarm.count:
        return gettext("%(channels)s: paused. Nothing waits.") % words
    if alarm.kind is AlarmKind.PAUSED:
        said = ngettext(
            "%(channels)s: paused. %(number)s waits.", "%(channels)s: paused. %(number)s wait.", alarm.count
        )
    else:
        said = ngettext("%(channels)s: late. %(number)s waits.", "%(channels)s: late. %(number)s wait.", alarm.count)
    return said % words


def build_alarm_url(alarm: ChannelAlarm) -> str:
    state = DeliveryState.DEAD if alarm.kind is AlarmKind.FAILED else DeliveryState.PENDING
    return f"{reverse_deliveries_url('list')}?{urlencode({'state': state, 'group': alarm.group})}"
