"""What every question has, and under which heading the kinds of question are offered."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from intake.blueprints import max_lengths
from intake.blueprints.blocks.conditions import ConditionBlock
from intake.blueprints.blocks.fields import code, flag, key, line, list_of, system, words
from intake.engine.scoring import RULES

CHOICES, FIGURES, WORDS, CONTACT, OTHER = (
    _("Choosing"),
    _("Numbers and dates"),
    _("Words"),
    _("Who and where"),
    _("Not a question"),
)


class CodeBlock(blocks.StructBlock):
    code = code(_("Code"), required=True, max_length=max_lengths.CODE)
    system = system(_("Code system"), help_text=_("For example http://loinc.org. Empty: the clinic’s own."))
    text = line(_("What the system calls it"))

    class Meta:
        icon = "code"
        label = _("Code")
        label_format = "{code} ({system})"


def score_inputs() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (rule.title, [(f"{rule.id}.{name}", f"{rule.id}: {name.replace('_', ' ')}") for name in rule.inputs])
        for rule in RULES.values()
    ]


def layout(*own: str | BlockGroup, feeds: bool = False, common: Sequence[str] = ("text", "hint")) -> BlockGroup:
    """The form of a question: what is always needed first, the rest folded away."""
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
    text = words(_("Question"))
    hint = line(_("Hint"), max_length=max_lengths.HINT)
    required = flag(_("Must be answered"), help_text=_("If not, “(optional)” stands behind it."))
    key = key()
    short_text = line(_("Short name"), help_text=_("Stands in the list of answers. Empty: the question itself."))
    is_scope_fact = flag(
        _("A plain fact of scope, as age or country"),
        help_text=_("Only such a fact may tell somebody that this is not the clinic for them."),
    )
    codes = list_of(CodeBlock(), _("Codes"))
    condition = ConditionBlock()

    class Meta:
        label_format = "{text}"
        form_layout = layout()
        group = WORDS


class ScoredQuestionBlock(QuestionBlock):
    """One whose answer can feed a score."""

    feeds = list_of(blocks.ChoiceBlock(score_inputs, label=_("Input")), _("Feeds these inputs of scores"))

    class Meta:
        form_layout = layout(feeds=True)
        group = CHOICES
