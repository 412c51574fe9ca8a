"""Where visitors find help at once, by language: shown before the first question and below each one."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SafetyContact(models.Model):
    """A service that helps in an emergency or a crisis."""

    class Kind(models.TextChoices):
        EMERGENCY = "emergency", _("Emergency")
        CRISIS = "crisis", _("Crisis support")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    language = models.CharField(_("language"), max_length=10)
    name = models.CharField(_("name"), max_length=100)
    phone = models.CharField(_("phone number"), max_length=40, blank=True)
    text_number = models.CharField(_("number for text messages"), max_length=40, blank=True)
    text_word = models.CharField(
        _("word to send"),
        max_length=40,
        blank=True,
        help_text=_("What to text to that number, for example SHOUT."),
    )
    url = models.URLField(_("URL"), blank=True)
    when = models.CharField(_("when to use it"), max_length=200)
    section = models.CharField(
        _("section of the help page"),
        max_length=100,
        blank=True,
        help_text=_("For example a country. Without one, the contact is also shown on every page of the form."),
    )
    sort_order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["sort_order", "id"]

    def __str__(self) -> str:
        return self.name
