"""Who may see and do what about deliveries, and the names of their pages."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

VIEW_DELIVERIES = "intake.view_delivery"
# To send again, put aside, pause and resume.
CHANGE_DELIVERIES = "intake.change_delivery"

DELIVERIES_NAMESPACE = "intake_deliveries"
DELIVERIES_ROUTE = "intake/deliveries"
DELIVERIES_ICON = "mail"
DELIVERIES_TITLE = _("Deliveries")


def reverse_deliveries_url(name: str, *args: object) -> str:
    return reverse(f"{DELIVERIES_NAMESPACE}:{name}", args=args)
