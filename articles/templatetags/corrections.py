"""Template tags for the log of corrections."""

from collections.abc import Mapping
from datetime import datetime

from django import template

register = template.Library()


@register.simple_tag
def read_moment(entry: Mapping[str, str]) -> datetime:
    """Return when a change of the log was published: JSON holds it as text."""
    return datetime.fromisoformat(entry["at"])
