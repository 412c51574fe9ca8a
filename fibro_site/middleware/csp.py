"""Chooses the Content-Security-Policy of a page.

The strict policy of settings.CONTENT_SECURITY_POLICY is the default. Wagtail's own admin pages carry inline scripts and
styles, so they get settings.ADMIN_POLICY. Pages below one of STRICT_ADMIN_PATHS show what visitors wrote, and keep the
strict policy. A preview gets the strict policy too, but may be framed by the admin.
"""

from csp.constants import SELF
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

STRICT_ADMIN_PATHS = (f"{settings.ADMIN_PREFIX}intake/",)


class PolicyMiddleware(CSPMiddleware):
    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and needs_admin_policy(request.path):
            parts.config = settings.ADMIN_POLICY
        elif getattr(request, "is_dummy", False):
            # Wagtail's preview makes a dummy request for the page, and shows it in a frame of the admin.
            parts.replace = {"frame-ancestors": [SELF]}
        return parts


def needs_admin_policy(path: str) -> bool:
    return path.startswith(settings.ADMIN_PREFIX) and not path.startswith(STRICT_ADMIN_PATHS)
