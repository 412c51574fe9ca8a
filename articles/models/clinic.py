"""The clinic, as every page names it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@register_setting(icon="home")
class ClinicSettings(BaseSiteSetting):
    """What every page says about the clinic. Empty fields are left out."""

    name = models.CharField(_("name of the clinic"), max_length=120, blank=True)
    tagline = models.CharField(_("tagline"), max_length=200, blank=True)
    address = models.TextField(_("postal address"), blank=True)
    phone = models.CharField(_("phone number"), max_length=40, blank=True)
    email = models.EmailField(_("email address"), blank=True)

    class Meta:
        verbose_name = _("clinic")

    @property
    def title_suffix(self) -> str:
        """Return what stands behind the title of each page, in tabs and search results; nothing without a name."""
        return f" – {self.name}" if self.name else ""
