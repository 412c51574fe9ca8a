"""Whether a request shows a page to others than its author."""

from django.http import HttpRequest

# What the buttons of the page editor are called that do so.
SHOWING_ACTIONS = {"action-publish", "action-submit", "action-restart-workflow", "workflow-action-name"}


def shows_to_others(request: HttpRequest) -> bool:
    """Return whether a page was published or submitted. A draft is saved without a word."""
    return not SHOWING_ACTIONS.isdisjoint(request.POST)
