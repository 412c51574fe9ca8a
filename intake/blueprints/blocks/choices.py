"""The blocks of questions that are answered by choosing an option."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from intake.blueprints import max_lengths
from intake.blueprints.blocks.conditions import ConditionBlock
from intake.blueprints.blocks.fields import (
    make_flag_block,
    make_identifier_block,
    make_line_block,
    make_list_block,
    make_system_block,
    make_text_block,
)
from intake.blueprints.blocks.question import (
    CHOICE_GROUP,
    CodeBlock,
    ScoredQuestionBlock,
    build_form_layout,
    get_score_input_choices,
)


class OptionBlock(blocks.StructBlock):
    text = make_text_block(_("Text"))
    hint = make_line_block(_("Hint"))
    value = blocks.FloatBlock(label=_("Value for scores"), required=False)
    key = make_identifier_block(max_lengths.LINE_LENGTH)
    system = make_system_block(_("Code system of the key"), help_text=_("Leave empty for the clinic’s own system."))

    class Meta:
        icon = "radio-empty"
        label = _("Option")
        label_format = "{text}"
        form_layout = BlockGroup(["text"], settings=["hint", "value", "key", "system"])


class ManyOptionBlock(OptionBlock):
    exclusive = make_flag_block(_("Excludes all other options, for example “None of these”"))

    class Meta:
        form_layout = BlockGroup(["text", "exclusive"], settings=["hint", "value", "key", "system"])


UNKNOWN_HELP = {
    "help_text": _("The text of this option, for example “I do not know”. Leave empty to offer no such option."),
}


class YesNoBlock(ScoredQuestionBlock):
    unknown = make_line_block(_("“I do not know”"), **UNKNOWN_HELP)

    class Meta:
        icon = "circle-check"
        label = _("Yes or no")
        form_layout = build_form_layout("unknown", feeds=True)


class OneOfBlock(ScoredQuestionBlock):
    options = make_list_block(OptionBlock(), _("Options"), required=True, min_num=1)
    unknown = make_line_block(_("“I do not know”"), **UNKNOWN_HELP)

    class Meta:
        icon = "radio-full"
        label = _("Single choice")
        form_layout = build_form_layout("options", "unknown", feeds=True)


class ManyOfBlock(ScoredQuestionBlock):
    options = make_list_block(ManyOptionBlock(), _("Options"), required=True, min_num=2)

    class Meta:
        icon = "check"
        label = _("Multiple choice")
        form_layout = build_form_layout("options", feeds=True)


class RowBlock(blocks.StructBlock):
    text = make_text_block(_("Question"))
    short_text = make_line_block(_("Short name"))
    key = make_identifier_block()
    feeds = make_list_block(
        blocks.ChoiceBlock(get_score_input_choices, label=_("Input")), _("Used for these score inputs")
    )
    codes = make_list_block(CodeBlock(), _("Codes"))

    class Meta:
        icon = "bars"
        label = _("Row")
        label_format = "{text}"
        form_layout = BlockGroup(["text"], settings=["short_text", "key", "feeds", "codes"])


class RowsBlock(blocks.StructBlock):
    """Several questions with the same options.

    Each row is asked as a question of its own. A table would have to be scrolled on a phone, and is hard to follow with
    a screen reader.
    """

    rows = make_list_block(RowBlock(), _("Rows"), required=True, min_num=1)
    options = make_list_block(OptionBlock(), _("Options, the same for all rows"), required=True, min_num=1)
    unknown = make_line_block(_("“I do not know”"), **UNKNOWN_HELP)
    required = make_flag_block(_("All rows must be answered"))
    condition = ConditionBlock()

    class Meta:
        icon = "table"
        label = _("Rows with the same options")
        group = CHOICE_GROUP
        form_layout = BlockGroup(
            [
                *("rows", "options", "unknown", "required"),
                "condition",
            ]
        )
