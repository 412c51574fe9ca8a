"""The names of the pages of urgent submissions."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

URGENT_NAMESPACE = "intake_urgent"
URGENT_ROUTE = "intake/urgent"
URGENT_ICON = "warning"
URGENT_TITLE = _("Urgent submissions")


def reverse_urgent_url(name: str, *args: object) -> str:
    return reverse(f"{URGENT_NAMESPACE}:{name}", args=args)
