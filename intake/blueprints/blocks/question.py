"""What the blocks of all questions have, and the headings under which the kinds of question are offered."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from intake.blueprints import max_lengths
from intake.blueprints.blocks.conditions import ConditionBlock
from intake.blueprints.blocks.fields import (
    make_code_block,
    make_flag_block,
    make_identifier_block,
    make_line_block,
    make_list_block,
    make_system_block,
    make_text_block,
)
from intake.engine.scoring import RULES

CHOICE_GROUP, NUMBER_GROUP, TEXT_GROUP, CONTACT_GROUP, OTHER_GROUP = (
    _("Choices"),
    _("Numbers and dates"),
    _("Text"),
    _("Contact details"),
    _("Other"),
)


class CodeBlock(blocks.StructBlock):
    code = make_code_block(_("Code"), required=True, max_length=max_lengths.CODE_LENGTH)
    system = make_system_block(
        _("Code system"), help_text=_("For example http://loinc.org. Leave empty for the clinic’s own system.")
    )
    text = make_line_block(_("Name in the code system"))

    class Meta:
        icon = "code"
        label = _("Code")
        label_format = "{code} ({system})"


def get_score_input_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (rule.title, [(f"{rule.id}.{name}", f"{rule.id}: {name.replace('_', ' ')}") for name in rule.inputs])
        for rule in RULES.values()
    ]


def build_form_layout(
    *own: str | BlockGroup, feeds: bool = False, common: Sequence[str] = ("text", "hint")
) -> BlockGroup:
    """Return the layout of a question's form: first what is always needed, then the rest in a collapsed group."""
    keys = ["key", "short_text", "is_scope_fact", "codes"]
    return BlockGroup(
        [
            *common,
            *own,
            "required",
            "condition",
            BlockGroup(
                [*keys, *(["feeds"] if feeds else [])],
                heading=_("Key, short name, codes and scores") if feeds else _("Key, short name and codes"),
                classname="collapsed",
                icon="key",
            ),
        ]
    )


class QuestionBlock(blocks.StructBlock):
    text = make_text_block(_("Question"))
    hint = make_line_block(_("Hint"), max_length=max_lengths.HINT_LENGTH)
    required = make_flag_block(_("Must be answered"), help_text=_("If not, “(optional)” is shown after the question."))
    key = make_identifier_block()
    short_text = make_line_block(
        _("Short name"), help_text=_("Shown in the list of answers. Leave empty to show the question.")
    )
    is_scope_fact = make_flag_block(
        _("Scope fact, such as age or country"),
        help_text=_("Only a scope fact can lead to the outcome “Not for this clinic”."),
    )
    codes = make_list_block(CodeBlock(), _("Codes"))
    condition = ConditionBlock()

    class Meta:
        label_format = "{text}"
        form_layout = build_form_layout()
        group = TEXT_GROUP


class ScoredQuestionBlock(QuestionBlock):
    """A question whose answer can feed a score."""

    feeds = make_list_block(
        blocks.ChoiceBlock(get_score_input_choices, label=_("Input")), _("Used for these score inputs")
    )

    class Meta:
        form_layout = build_form_layout(feeds=True)
        group = CHOICE_GROUP
