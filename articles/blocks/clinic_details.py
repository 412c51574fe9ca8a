"""What the clinic says of itself in its settings, shown on a page for as long as it is filled in."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

# Fields of ClinicSettings and ClinicText, as editors call them. What readers see is in articles/templatetags/clinic.py.
SHARED_DETAILS = {
    "legal_name": _("Legal name"),
    "address": _("Postal address"),
    "phone": _("Phone number"),
    "email": _("Email address"),
    "responsible_person": _("Person responsible"),
    "register_entry": _("Register entry"),
    "supervisory_authority": _("Supervisory authority"),
    "data_protection_contact": _("Contact for data protection"),
    "data_protection_authority": _("Data protection authority"),
}
DETAILS_IN_A_LANGUAGE = {
    "opening_hours": _("Opening hours"),
    "visits": _("Visits"),
    "remote_visits": _("Remote visits"),
    "waiting_time": _("Waiting time"),
    "cost": _("Cost"),
    "referral": _("Referral"),
    "reviewers": _("Reviewers"),
    "review_interval": _("How often pages are reviewed"),
    "funding": _("Who pays for the pages"),
}
CLINIC_DETAILS = SHARED_DETAILS | DETAILS_IN_A_LANGUAGE


class ClinicDetailsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)
    details = blocks.MultipleChoiceBlock(label=_("Details"), choices=list(CLINIC_DETAILS.items()))

    class Meta:
        icon = "home"
        label = _("Details of the clinic")
        label_format = "{heading}"
        template = "blocks/clinic_details.html"
        description = _(
            "Details from the settings of the clinic, such as its address. Readers see only those that are filled in."
        )
        preview_value = {"heading": _("How to reach us"), "details": ["address", "phone", "email"]}
