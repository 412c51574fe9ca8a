"""A template filter for the titles of pages."""

from django import template
from django.utils.html import format_html

register = template.Library()


@register.filter
def keep_subtitle_together(title: str) -> str:
    """Return the title with what follows its colon in an element, which starts a line where the whole does not fit."""
    main, colon, subtitle = title.partition(": ")
    return format_html("{}: <span>{}</span>", main, subtitle) if colon else title
