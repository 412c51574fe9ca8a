"""The blocks of an eligibility rule: what must hold, and what follows."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from intake.blueprints.blocks.conditions import MATCH_CHOICES, ComparisonBlock
from intake.blueprints.blocks.fields import (
    HookedCharBlock,
    make_flag_block,
    make_identifier_block,
    make_line_block,
    make_operator_block,
)
from intake.engine.scoring import RULES
from intake.enums import SuggestedOutcome

RULE_MATCH_CHOICES = [*MATCH_CHOICES, ("none", _("none of these is true"))]


def get_score_value_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the values that a rule can compare, by score: `acr2016.fs` and others."""
    return [
        (rule.title, [(f"{rule.id}.{name}", name.replace("_", " ")) for name in rule.outputs])
        for rule in RULES.values()
    ]


class AnswerConditionBlock(ComparisonBlock):
    class Meta:
        label = _("An answer")


class ScoreConditionBlock(blocks.StructBlock):
    value = blocks.ChoiceBlock(get_score_value_choices, label=_("Score"))
    operator = make_operator_block()
    answer = make_line_block(_("Value"), help_text=_("A number, or a result in words, for example: met."))

    class Meta:
        icon = "decimal"
        label = _("A score")
        label_format = "{value} {operator} {answer}"


class PartsBlock(blocks.StreamBlock):
    answer = AnswerConditionBlock()
    score = ScoreConditionBlock()


class GroupBlock(blocks.StructBlock):
    match = blocks.ChoiceBlock(RULE_MATCH_CHOICES, label=_("True when"), default="any")
    conditions = PartsBlock(label=_("Conditions"))

    class Meta:
        icon = "folder-open-1"
        label = _("A group")


class ConditionsBlock(PartsBlock):
    group = GroupBlock()


class RuleBlock(blocks.StructBlock):
    match = blocks.ChoiceBlock(RULE_MATCH_CHOICES, label=_("Fires when"), default="all")
    conditions = ConditionsBlock(label=_("Conditions"))
    outcome = blocks.ChoiceBlock(
        SuggestedOutcome.choices, label=_("Outcome"), help_text=_("The first rule that fires decides the outcome.")
    )
    urgent = make_flag_block(_("Urgent"), help_text=_("Any rule that fires can make the submission urgent."))
    reason = HookedCharBlock("text", label=_("Reason, for staff"), max_length=300)
    source = blocks.CharBlock(label=_("Source of the rule"), max_length=500)
    notice_title = make_line_block(_("Title"), max_length=200)
    notice_text = blocks.TextBlock(
        label=_("Text"),
        required=False,
        help_text=_("Say where to find help, or where to go instead. Never refuse anybody."),
    )
    key = make_identifier_block()

    class Meta:
        icon = "rotate"
        label = _("Rule")
        label_format = "{reason}"
        form_layout = BlockGroup(
            [
                *("match", "conditions", "outcome", "urgent", "reason", "source"),
                BlockGroup(
                    ["notice_title", "notice_text"],
                    heading=_("Advice, shown to the visitor as soon as the rule fires"),
                    classname="collapsed",
                    icon="warning",
                ),
            ],
            settings=["key"],
        )


class RulesBlock(blocks.StreamBlock):
    rule = RuleBlock()

    class Meta:
        collapsed = True
