"""What must have been answered before something is asked."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from intake.blueprints.blocks.fields import answer, list_of, operator, question_key

MATCHES = [("all", _("all of these hold")), ("any", _("any of these holds"))]


class ComparisonBlock(blocks.StructBlock):
    question = question_key()
    operator = operator()
    answer = answer(help_text=_("The key of an option, yes or no, a number, or text."))

    class Meta:
        icon = "circle-check"
        label = _("Answer")
        label_format = "{question} {operator} {answer}"
        form_classname = "struct-block builder-comparison"


class ConditionBlock(blocks.StructBlock):
    match = blocks.ChoiceBlock(MATCHES, label=_("When"), default="all")
    comparisons = list_of(
        ComparisonBlock(), _("Answers"), help_text=_("To questions that are asked before. None: it is always asked.")
    )

    class Meta:
        icon = "crosshairs"
        label = _("Asked only when …")
        label_format = ""
        collapsed = True
