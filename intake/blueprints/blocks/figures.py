"""The blocks of questions that are answered with a number or a date."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from intake.blueprints import max_lengths
from intake.blueprints.blocks.fields import make_flag_block, make_line_block
from intake.blueprints.blocks.question import NUMBER_GROUP, QuestionBlock, build_form_layout
from intake.engine import questionnaire_items


class NumberBlock(QuestionBlock):
    unit = make_line_block(
        _("Unit"), max_length=max_lengths.UNIT_LENGTH, help_text=_("Shown after the number, for example kg.")
    )
    lowest = blocks.FloatBlock(label=_("Lowest"), required=False)
    highest = blocks.FloatBlock(label=_("Highest"), required=False)
    decimals = blocks.IntegerBlock(
        label=_("Decimal places"), default=0, min_value=0, max_value=questionnaire_items.MAX_DECIMALS
    )

    class Meta:
        icon = "decimal"
        label = _("Number")
        group = NUMBER_GROUP
        form_layout = build_form_layout("unit", "lowest", "highest", "decimals")


class RatingBlock(QuestionBlock):
    lowest = blocks.IntegerBlock(label=_("From"), default=0)
    highest = blocks.IntegerBlock(label=_("To"), default=10)
    lowest_label = make_line_block(_("Meaning of the lowest number"), max_length=100)
    highest_label = make_line_block(_("Meaning of the highest number"), max_length=100)

    class Meta:
        icon = "order"
        label = _("Rating")
        group = NUMBER_GROUP
        form_layout = build_form_layout("lowest", "highest", "lowest_label", "highest_label")


class DateBlock(QuestionBlock):
    takes_part = make_flag_block(_("Accept a year, or a month and year, without the day"))
    is_past = make_flag_block(_("Must not be in the future"))
    lowest = blocks.DateBlock(label=_("Earliest date"), required=False)
    highest = blocks.DateBlock(label=_("Latest date"), required=False)

    class Meta:
        icon = "date"
        label = _("Date")
        group = NUMBER_GROUP
        form_layout = build_form_layout("takes_part", "is_past", "lowest", "highest")
