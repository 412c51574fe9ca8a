"""Template tags for what the clinic says of itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import template
from django.utils.translation import get_language, gettext_lazy

from articles.models import ClinicSettings

register = template.Library()

READERS_LABELS = {
    "legal_name": gettext_lazy("Name"),
    "address": gettext_lazy("Address"),
    "phone": gettext_lazy("Phone"),
    "email": gettext_lazy("Email address"),
    "responsible_person": gettext_lazy("Person responsible"),
    "register_entry": gettext_lazy("Register entry"),
    "supervisory_authority": gettext_lazy("Supervisory authority"),
    "data_protection_contact": gettext_lazy("Contact for data protection"),
    "data_protection_authority": gettext_lazy("Data protection authority"),
    "opening_hours": gettext_lazy("Opening hours"),
    "visits": gettext_lazy("Visits"),
    "remote_visits": gettext_lazy("Without travelling"),
    "waiting_time": gettext_lazy("Waiting time"),
    "cost": gettext_lazy("Cost"),
    "referral": gettext_lazy("Referral"),
    "reviewers": gettext_lazy("Reviewers"),
    "review_interval": gettext_lazy("How often"),
    "funding": gettext_lazy("Who pays"),
}


@dataclass(frozen=True)
class ClinicDetail:
    label: str
    text: str
    url: str = ""


@register.simple_tag(takes_context=True)
def list_clinic_details(context: template.Context, names: Sequence[str]) -> list[ClinicDetail]:
    """Return the details that are filled in, in their order, in the reader's language.

    A name that is no detail any more is left out, and so is everything without a request: in a preview of the block.
    """
    request = context.get("request")
    if request is None:
        return []
    clinic, language = ClinicSettings.for_request(request), get_language() or ""
    found = {name: clinic.get_detail(name, language) for name in names if name in READERS_LABELS}
    return [
        ClinicDetail(str(READERS_LABELS[name]), text, build_url(name, text)) for name, text in found.items() if text
    ]


def build_url(name: str, text: str) -> str:
    """Return the URL that calls a phone number or writes to an email address; nothing for other details."""
    match name:
        case "phone":
            return f"tel:{''.join(character for character in text if character.isdigit() or character == '+')}"
        case "email":
            return f"mailto:{text}"
        case _:
            return ""
