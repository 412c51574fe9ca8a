"""The blocks of questions that are answered in words: texts, names, and how to reach somebody."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from intake.blueprints.blocks.question import CONTACT_GROUP, QuestionBlock, build_form_layout
from intake.engine import questionnaire_items


class ShortTextBlock(QuestionBlock):
    max_length = blocks.IntegerBlock(
        label=_("Maximum number of characters"), required=False, min_value=1, max_value=questionnaire_items.TEXT_LENGTH
    )

    class Meta:
        icon = "minus"
        label = _("Short text")
        form_layout = build_form_layout("max_length")


class LongTextBlock(ShortTextBlock):
    class Meta:
        icon = "pilcrow"
        label = _("Long text")


class NameBlock(QuestionBlock):
    class Meta:
        icon = "user"
        label = _("Name")
        group = CONTACT_GROUP


class EmailBlock(QuestionBlock):
    class Meta:
        icon = "mail"
        label = _("Email address")
        group = CONTACT_GROUP


class PhoneBlock(QuestionBlock):
    class Meta:
        icon = "mobile-alt"
        label = _("Phone number")
        group = CONTACT_GROUP


class CountryBlock(QuestionBlock):
    class Meta:
        icon = "globe"
        label = _("Country")
        group = CONTACT_GROUP
