"""Template tags for the screens on which pages are published and unpublished."""

from django import template
from wagtail.models import Page

from articles.publishing.unpublishing import NewDestinationForm

register = template.Library()


@register.simple_tag
def ask_destination(page: Page) -> NewDestinationForm:
    return NewDestinationForm(page=page)
