"""The block that tells readers whom to call when something cannot wait."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from articles.blocks.text import ANSWER_FEATURES

# What a telephone number is written with, beside its digits.
PHONE_NUMBER = re.compile(r"\+?[\d\s()/.–-]+")
DIGIT = re.compile(r"\d", re.ASCII)
FEWEST_DIGITS, MOST_DIGITS = 2, 15
MOST_CONTACTS = 6


def check_phone_number(text: str) -> None:
    """Raise a ValidationError unless the text is a telephone number and nothing else."""
    if not PHONE_NUMBER.fullmatch(text) or not FEWEST_DIGITS <= len(DIGIT.findall(text)) <= MOST_DIGITS:
        raise ValidationError(gettext("Enter a telephone number alone, for example 112 or +49 30 123456."))


class HelpContactValue(blocks.StructValue):
    @property
    def dial(self) -> str:
        """The number with nothing but digits and plus, for a `tel:` URL."""
        number = str(self["number"])
        return ("+" if number.lstrip().startswith("+") else "") + "".join(DIGIT.findall(number))


class HelpContactBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Who answers"), max_length=80, help_text=_("For example “Emergency services”."))
    number = blocks.CharBlock(label=_("Telephone number"), max_length=40, validators=[check_phone_number])
    when = blocks.CharBlock(
        label=_("When, and from where"), required=False, max_length=160, help_text=_("For example “at night, Germany”.")
    )

    class Meta:
        icon = "mobile-alt"
        label = _("Contact")
        label_format = "{name}: {number}"
        value_class = HelpContactValue


class GetHelpBlock(blocks.StructBlock):
    """Warning signs and numbers, above the rest of their section wherever in it the block stands.

    The numbers are part of what a medical reviewer signs (docs/adr/0038-numbers-to-call.md).
    """

    is_above_section = True
    has_rare_styles = True

    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    signs = blocks.RichTextBlock(
        label=_("Warning signs"), features=ANSWER_FEATURES, help_text=_("What people feel or see who must not wait.")
    )
    contacts = blocks.ListBlock(
        HelpContactBlock(), label=_("Numbers to call"), min_num=1, max_num=MOST_CONTACTS, default=[]
    )

    class Meta:
        icon = "warning"
        label = _("Get help now")
        label_format = "{heading}"
        template = "blocks/get_help.html"
        description = _("Warning signs, and whom to call. It is shown above the rest of its section.")
        preview_value = {
            "heading": _("Get help now"),
            "signs": "<ul><li>Sudden trouble with speaking, seeing or moving</li><li>Pain in the chest</li></ul>",
            "contacts": [{"name": _("Emergency services"), "number": "112", "when": _("day and night")}],
        }
