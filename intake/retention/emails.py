"""Tells the manager what will be erased a month from now: a number and a day, and no reference."""

from django.conf import settings
from django.urls import reverse

from intake.delivery.emails import build_email
from intake.retention import plans


def send_notice() -> bool:
    """Email the manager what the plan has new, and remember that they were told. Return whether there was anything.

    Raises what the mail server's library raises; then they count as not told, and nothing of it is erased.
    """
    notice = plans.build_notice()
    if notice is None:
        return False
    path = reverse("intake_accountability:retention")
    context = {
        "count": notice.count,
        "held": notice.held,
        "first_due": notice.first_due,
        "url": f"{settings.WAGTAILADMIN_BASE_URL}{path}",
        "clinic": settings.WAGTAIL_SITE_NAME,
    }
    to = settings.RETENTION_EMAIL or settings.STAFF_NOTICE_EMAIL
    build_email("staff-retention-due", to=to, language=settings.LANGUAGE_CODE, context=context).send()
    plans.mark_as_told()
    return True
