"""Template tags for the pages of topics."""

from django import template
from django.utils.translation import get_language

from articles.models import Topic
from articles.models.topics import build_topic_path

register = template.Library()


@register.simple_tag
def topic_path(topic: Topic) -> str:
    """Return the path of a topic's page, in the active language, below the list of articles."""
    return build_topic_path(topic.slug, get_language() or "")
