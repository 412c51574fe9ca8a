"""The forms of the duty rota. They offer whom an email reaches and who may open submissions, and refuse others."""

from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from intake.delivery.duty import VIEW_PERMISSION, list_reachable


class DutyForm(WagtailAdminModelForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["account"]
        # Whoever is entered already stays, with the sentence that says why they cannot be told.
        offered = Q(pk__in=list_reachable().values("pk")) | Q(pk=self.instance.account_id)
        field.queryset = User.objects.filter(offered).order_by("username")
        hint = _("Offered are the accounts that may open submissions and have an email address.")
        field.help_text = f"{hint} {field.help_text}".strip()

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
