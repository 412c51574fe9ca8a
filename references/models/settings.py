from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from references.enums import CitationStyle


@register_setting(icon="openquote")
class CitationSettings(BaseSiteSetting):
    style = models.CharField(
        _("style of the references"), max_length=20, choices=CitationStyle, default=CitationStyle.AMA
    )

    panels = [FieldPanel("style")]

    class Meta:
        verbose_name = _("citations")
