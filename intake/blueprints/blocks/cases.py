"""Test cases: examples, and what the rules must make of them."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from intake.blueprints.blocks.fields import answer, flag, list_of, question_key
from intake.enums import Outcome


class CaseAnswerBlock(blocks.StructBlock):
    question = question_key()
    answer = answer(required=True, help_text=_("Several options: their keys with commas between them."))

    class Meta:
        icon = "circle-check"
        label = _("Answer")
        label_format = "{question}: {answer}"
        form_classname = "struct-block builder-comparison"


class CaseBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Name"), max_length=200)
    answers = list_of(CaseAnswerBlock(), _("Answers"))
    outcome = blocks.ChoiceBlock(Outcome.choices, label=_("Must come out as"))
    urgent = flag(_("Must be urgent"))

    class Meta:
        icon = "tasks"
        label = _("Test case")
        label_format = "{name}"


class CasesBlock(blocks.StreamBlock):
    case = CaseBlock()

    class Meta:
        collapsed = True
