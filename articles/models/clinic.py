"""The clinic, as every page names it."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Page

from articles.blocks.clinic_details import DETAILS_IN_A_LANGUAGE, SHARED_DETAILS


@register_setting(icon="home")
class ClinicSettings(ClusterableModel, BaseSiteSetting):
    """What every page says about the clinic. Empty fields are left out."""

    name = models.CharField(_("name of the clinic"), max_length=120, blank=True)
    tagline = models.CharField(_("tagline"), max_length=200, blank=True)
    address = models.TextField(_("postal address"), blank=True)
    phone = models.CharField(_("phone number"), max_length=40, blank=True)
    email = models.EmailField(_("email address"), blank=True)
    legal_name = models.CharField(
        _("legal name"), max_length=200, blank=True, help_text=_("The person or company that runs the clinic.")
    )
    responsible_person = models.CharField(
        _("person responsible"), max_length=200, blank=True, help_text=_("Who answers for what this site says.")
    )
    register_entry = models.CharField(
        _("register entry"), max_length=200, blank=True, help_text=_("The register, and the number in it.")
    )
    supervisory_authority = models.TextField(
        _("supervisory authority"), blank=True, help_text=_("Who licenses or inspects the clinic, with an address.")
    )
    data_protection_contact = models.TextField(
        _("contact for data protection"), blank=True, help_text=_("A name or role, and an address.")
    )
    data_protection_authority = models.TextField(
        _("data protection authority"), blank=True, help_text=_("Where patients can complain, with an address.")
    )
    how_pages_are_made = models.ForeignKey(
        Page,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("page on how the pages are made"),
        help_text=_("Who writes, who reviews, who pays. Every article links to it, in its own language."),
    )

    # In the same query: every article asks for it.
    select_related = ["how_pages_are_made"]
    panels = [
        FieldPanel("name"),
        FieldPanel("tagline"),
        MultiFieldPanel([FieldPanel("address"), FieldPanel("phone"), FieldPanel("email")], heading=_("Contact")),
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in ("legal_name", "responsible_person", "register_entry", "supervisory_authority")
            ],
            heading=_("Imprint"),
        ),
        MultiFieldPanel(
            [FieldPanel("data_protection_contact"), FieldPanel("data_protection_authority")], heading=_("Privacy")
        ),
        FieldPanel("how_pages_are_made"),
        InlinePanel("texts", heading=_("In each language"), label=_("Language")),
    ]

    class Meta:
        verbose_name = _("clinic")

    @property
    def title_suffix(self) -> str:
        """Return what stands behind the title of each page, in tabs and search results; nothing without a name."""
        return f" – {self.name}" if self.name else ""

    @cached_property
    def texts_by_language(self) -> dict[str, "ClinicText"]:
        return {text.language: text for text in self.texts.all()} if self.pk else {}

    def get_detail(self, name: str, language: str) -> str:
        """Return a detail of CLINIC_DETAILS; empty if it is not filled in, or not in this language."""
        holder: Any = self if name in SHARED_DETAILS else self.texts_by_language.get(language)
        return str(getattr(holder, name, "")).strip()

    def list_missing_details(self) -> list[str]:
        """Return what readers look for and do not find, as an administrator calls it: `Opening hours (German)`."""
        return list(self.generate_missing_details())

    def generate_missing_details(self) -> Iterator[str]:
        for name, label in SHARED_DETAILS.items():
            if not self.get_detail(name, ""):
                yield str(label)
        for code, language in settings.LANGUAGES:
            for name, label in DETAILS_IN_A_LANGUAGE.items():
                if not self.get_detail(name, code):
                    yield f"{label} ({language})"


class ClinicText(models.Model):
    """What patients want to know before they come, in one language."""

    clinic = ParentalKey(ClinicSettings, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    opening_hours = models.TextField(_("opening hours"), blank=True, help_text=_("When somebody answers the phone."))
    visits = models.TextField(
        _("visits"), blank=True, help_text=_("How many there are, how long one takes, and what happens.")
    )
    remote_visits = models.TextField(
        _("remote visits"), blank=True, help_text=_("Whether patients can be seen by phone or video.")
    )
    waiting_time = models.TextField(_("waiting time"), blank=True)
    cost = models.TextField(_("cost"), blank=True, help_text=_("What patients pay, and what insurers pay."))
    referral = models.TextField(_("referral"), blank=True, help_text=_("Whether a doctor must refer patients."))
    reviewers = models.TextField(
        _("reviewers"), blank=True, help_text=_("Who reviews the pages, and what qualifies them to.")
    )
    review_interval = models.TextField(_("how often pages are reviewed"), blank=True)
    funding = models.TextField(
        _("who pays for the pages"), blank=True, help_text=_("And whether they have a say in the text.")
    )

    class Meta:
        verbose_name = _("text in a language")
        constraints = [
            models.UniqueConstraint(fields=["clinic", "language"], name="articles_one_clinic_text_a_language")
        ]

    def __str__(self) -> str:
        return str(self.get_language_display())
