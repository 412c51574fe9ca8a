"""Who may take submissions out of the site, and the names of the pages for it."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intake.staff.access import EXPORT_PERMISSION, StaffView, staff_only

EXPORTS_NAMESPACE = "intake_exports"
EXPORTS_ROUTE = "intake/exports"
EXPORTS_ICON = "download"
EXPORTS_TITLE = _("Exports")


def exporters_only() -> Callable[[StaffView], StaffView]:
    """Refuse whoever may not export submissions."""
    return staff_only(EXPORT_PERMISSION)


def reverse_exports_url(name: str, *args: object) -> str:
    return reverse(f"{EXPORTS_NAMESPACE}:{name}", args=args)
