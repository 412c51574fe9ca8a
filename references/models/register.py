from django.db import models
from django.utils.translation import gettext_lazy as _


class Register(models.Model):
    """A register of notices about works: when it was last read, and what went wrong since."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    tried_at = models.DateTimeField(_("last checked at"), null=True)
    # The last time that it was read to the end.
    read_at = models.DateTimeField(_("last read to the end at"), null=True)
    entries = models.PositiveIntegerField(_("entries"), default=0)
    # A sentence, or empty if the last try succeeded.
    problem = models.CharField(_("problem"), max_length=500, blank=True)
    # A process that reads it holds it until then, so that no two processes read it at once.
    held_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("register")
        verbose_name_plural = _("registers")

    def __str__(self) -> str:
        return self.name
