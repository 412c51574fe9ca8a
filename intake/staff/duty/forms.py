"""The forms of the duty rota. Somebody whom no email reaches is refused."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from intake.delivery.escalation import VIEW_PERMISSION


class DutyForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        account = cleaned.get("account")
        if account is None:
            return cleaned
        if not account.is_active:
            self.add_error("account", _("This account is deactivated."))
        elif not account.email:
            self.add_error("account", _("This account has no email address, so it cannot be told."))
        elif not account.has_perm(VIEW_PERMISSION):
            self.add_error("account", _("This account may not open submissions."))
        return cleaned
