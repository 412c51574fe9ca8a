"""The kinds of change of a published text."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CorrectionKind(TextChoices):
    FOR_READERS = "readers", _("It changes what readers learn")
    MINOR = "minor", _("Minor: spelling, wording, layout")
    # Nobody was asked: it was published by code, or by another door than the form.
    UNDESCRIBED = "undescribed", _("Not described")


# What an editor is asked.
ASKED_KINDS = [(kind.value, kind.label) for kind in (CorrectionKind.MINOR, CorrectionKind.FOR_READERS)]
