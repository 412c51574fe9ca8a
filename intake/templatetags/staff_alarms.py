"""What stands above every page of staff while nobody opens an urgent submission."""

from django import template
from django.template.context import Context

from intake.staff.access import VIEW_PERMISSION
from intake.staff.deliveries import alarms
from intake.staff.deliveries.alarms import AlarmLine

register = template.Library()


@register.simple_tag(takes_context=True)
def list_urgent_alarms(context: Context) -> list[AlarmLine]:
    """Return the alarm of urgent submissions, for those who may open them."""
    request = context.get("request")
    return alarms.list_urgent_lines() if request and request.user.has_perm(VIEW_PERMISSION) else []
