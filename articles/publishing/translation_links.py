"""Keeps the addresses that translators give to links to those that the editor of pages allows.

The editor of translations stores whatever it is sent as the address of a link, and writes it into the text as it is.
"""

from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.utils.translation import gettext
from rest_framework.exceptions import ValidationError
from wagtail.whitelist import check_url
from wagtail_localize.models import SegmentOverride

# What is translated is named by its place; of a link, by its address in quotation marks at the end.
LINK_PLACE_END = "'"


@receiver(pre_save, sender=SegmentOverride)
def refuse_harmful_address(*, instance: SegmentOverride, raw: bool, **kwargs: object) -> None:
    """Raise ValidationError, which the editor's request is answered with, for an address that runs a script."""
    if raw or not instance.context.path.endswith(LINK_PLACE_END):
        return
    address = instance.data
    if not isinstance(address, str) or not check_url(address):
        raise ValidationError(gettext("This is no address of a page, an email or a telephone."))
