"""To whom a colleague who leaves hands over."""

from django import forms
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from fibro_site.colleagues.named_pages import list_page_keepers
from intake.staff.assignment import list_colleagues
from intake.staff.forms import ColleagueField


class DepartureForm(forms.Form):
    cases_to = ColleagueField(
        label=_("Who takes the open submissions"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody: they are unassigned"),
    )
    duty_to = ColleagueField(
        label=_("Who takes the times on duty"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody: there is a gap"),
    )
    pages_to = ColleagueField(
        label=_("Who takes the pages"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody: publishers are reminded of their reviews"),
    )

    def __init__(self, *arguments: object, account: User, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        takers = {"cases_to": list_colleagues(), "duty_to": list_colleagues(), "pages_to": list_page_keepers()}
        for name, accounts in takers.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- for mypy: declared above
            field.queryset = accounts.exclude(pk=account.pk)
