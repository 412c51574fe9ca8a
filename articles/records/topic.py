"""The topics that articles and questions are sorted by."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Orderable, TranslatableMixin


class Topic(TranslatableMixin, Orderable):
    """What articles and questions are about, in one language. Editors order topics by drag."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(
        _("slug"),
        max_length=80,
        allow_unicode=True,
        help_text=_("The name in the web address. Links to the topic break if you change it."),
    )
    introduction = models.TextField(
        _("introduction"), blank=True, help_text=_("One or two sentences on the topic's own page.")
    )

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["sort_order", "pk"]
        constraints = [models.UniqueConstraint(fields=["locale", "slug"], name="articles_topic_slug_in_language")]

    def __str__(self) -> str:
        return self.name
