"""The block of a test case: an example, and what the rules must make of it."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from intake.blueprints.blocks.fields import make_answer_block, make_flag_block, make_link_id_block, make_list_block
from intake.enums import SuggestedOutcome


class CaseAnswerBlock(blocks.StructBlock):
    question = make_link_id_block()
    answer = make_answer_block(
        required=True,
        help_text=_("The key of an option, yes or no, a number, or text. Separate several keys with commas."),
    )

    class Meta:
        icon = "circle-check"
        label = _("Answer")
        label_format = "{question}: {answer}"


class CaseBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Name"), max_length=200)
    answers = make_list_block(CaseAnswerBlock(), _("Answers"))
    outcome = blocks.ChoiceBlock(SuggestedOutcome.choices, label=_("Expected outcome"))
    urgent = make_flag_block(_("Expected to be urgent"))

    class Meta:
        icon = "tasks"
        label = _("Test case")
        label_format = "{name}"


class CasesBlock(blocks.StreamBlock):
    case = CaseBlock()

    class Meta:
        collapsed = True
