"""Questions that are answered by choosing from what is offered."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from intake.blueprints import max_lengths
from intake.blueprints.blocks.conditions import ConditionBlock
from intake.blueprints.blocks.fields import flag, key, line, list_of, system, words
from intake.blueprints.blocks.question import CHOICES, CodeBlock, ScoredQuestionBlock, layout, score_inputs


class OptionBlock(blocks.StructBlock):
    text = words(_("Words"))
    hint = line(_("Hint"))
    value = blocks.FloatBlock(label=_("Value for scores"), required=False)
    key = key(max_lengths.WORDS)
    system = system(_("Code system of the key"), help_text=_("Empty: the clinic’s own."))

    class Meta:
        icon = "radio-empty"
        label = _("Option")
        label_format = "{text}"
        form_layout = BlockGroup(["text"], settings=["hint", "value", "key", "system"])


class ManyOptionBlock(OptionBlock):
    exclusive = flag(_("Excludes the rest, as “none of these”"))

    class Meta:
        form_layout = BlockGroup(["text", "exclusive"], settings=["hint", "value", "key", "system"])


UNKNOWN = {
    "help_text": _("What this option is called, for example “I do not know”. Empty: it is not offered."),
}


class YesNoBlock(ScoredQuestionBlock):
    unknown = line(_("“I do not know”"), **UNKNOWN)

    class Meta:
        icon = "circle-check"
        label = _("Yes or no")
        form_layout = layout("unknown", feeds=True)


class OneOfBlock(ScoredQuestionBlock):
    options = list_of(OptionBlock(), _("Options"), required=True, min_num=1)
    unknown = line(_("“I do not know”"), **UNKNOWN)

    class Meta:
        icon = "radio-full"
        label = _("One of many")
        form_layout = layout("options", "unknown", feeds=True)


class ManyOfBlock(ScoredQuestionBlock):
    options = list_of(ManyOptionBlock(), _("Options"), required=True, min_num=2)

    class Meta:
        icon = "check"
        label = _("Any of many")
        form_layout = layout("options", feeds=True)


class RowBlock(blocks.StructBlock):
    text = words(_("Question"))
    short_text = line(_("Short name"))
    key = key()
    feeds = list_of(blocks.ChoiceBlock(score_inputs, label=_("Input")), _("Feeds these inputs of scores"))
    codes = list_of(CodeBlock(), _("Codes"))

    class Meta:
        icon = "bars"
        label = _("Row")
        label_format = "{text}"
        form_layout = BlockGroup(["text"], settings=["short_text", "key", "feeds", "codes"])


class RowsBlock(blocks.StructBlock):
    """Each row is asked as a question of its own: no table to scroll on a phone, none to lose one's way in by ear."""

    rows = list_of(RowBlock(), _("Rows"), required=True, min_num=1)
    options = list_of(OptionBlock(), _("Options, the same for each row"), required=True, min_num=1)
    unknown = line(_("“I do not know”"), **UNKNOWN)
    required = flag(_("Each must be answered"))
    condition = ConditionBlock()

    class Meta:
        icon = "table"
        label = _("Rows with the same options")
        group = CHOICES
        form_layout = BlockGroup(
            [
                *("rows", "options", "unknown", "required"),
                "condition",
            ]
        )
