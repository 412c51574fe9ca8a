"""The blocks of a condition: which answers must have been given for something to be asked."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from intake.blueprints.blocks.fields import make_answer_block, make_link_id_block, make_list_block, make_operator_block

MATCH_CHOICES = [("all", _("all of these are true")), ("any", _("any of these is true"))]


class ComparisonBlock(blocks.StructBlock):
    question = make_link_id_block()
    operator = make_operator_block()
    answer = make_answer_block(help_text=_("The key of an option, yes or no, a number, or text."))

    class Meta:
        icon = "circle-check"
        label = _("Answer")
        label_format = "{question} {operator} {answer}"


class ConditionBlock(blocks.StructBlock):
    match = blocks.ChoiceBlock(MATCH_CHOICES, label=_("When"), default="all")
    comparisons = make_list_block(
        ComparisonBlock(), _("Answers"), help_text=_("Answers to earlier questions. Without any, this is always asked.")
    )

    class Meta:
        icon = "crosshairs"
        label = _("Asked only when …")
        label_format = ""
        collapsed = True
