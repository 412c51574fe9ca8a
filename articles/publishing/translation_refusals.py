"""Refuses words of a translation that the form of a page would refuse.

The editor of translations stores whatever it is sent. It writes the address of a link into the text as it is, and a
title at once into the list of pages.
"""

from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.utils.translation import gettext
from rest_framework.exceptions import ValidationError
from wagtail.models import Page
from wagtail.whitelist import check_url
from wagtail_localize.models import SegmentOverride, StringTranslation

# What is translated is named by its place; of a link, by its address in quotation marks at the end.
LINK_PLACE_END = "'"
TITLE_PLACE = "title"
LONGEST_TITLE = Page._meta.get_field("title").max_length


@receiver(pre_save, sender=SegmentOverride)
def refuse_harmful_address(*, instance: SegmentOverride, raw: bool, **kwargs: object) -> None:
    """Raise ValidationError, which the editor's request is answered with, for an address that runs a script."""
    if raw or not instance.context.path.endswith(LINK_PLACE_END):
        return
    address = instance.data
    if not isinstance(address, str) or not check_url(address):
        raise ValidationError(gettext("This is no address of a page, an email or a telephone."))


@receiver(pre_save, sender=StringTranslation)
def refuse_long_title(*, instance: StringTranslation, raw: bool, **kwargs: object) -> None:
    """Raise ValidationError, as above, for a title that the table of pages has no room for."""
    if not raw and instance.context.path == TITLE_PLACE and len(instance.data) > LONGEST_TITLE:
        raise ValidationError(gettext("A title has at most %(number)s characters.") % {"number": LONGEST_TITLE})
