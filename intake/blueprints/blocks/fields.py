"""The fields that blocks consist of."""

from typing import Any

from django.core.validators import RegexValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from intake.blueprints import max_lengths
from intake.blueprints.blueprint import ANSWERED, UNANSWERED
from intake.engine import questionnaire_items

OPERATOR_CHOICES = [
    ("=", _("is")),
    ("!=", _("is not")),
    (">", _("is more than")),
    (">=", _("is at least")),
    ("<", _("is less than")),
    ("<=", _("is at most")),
    (ANSWERED, _("is answered")),
    (UNANSWERED, _("is not answered")),
]


Label = str | Promise


class HookedCharBlock(blocks.CharBlock):
    """A line of text that static/js/questionnaire-builder.js finds by its purpose.

    `suggestions` is the id of the datalist that the script fills for it.
    """

    def __init__(self, hook: str, *, suggestions: str = "", **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.field.widget.attrs["data-builder"] = hook
        if suggestions:
            self.field.widget.attrs |= {"list": suggestions, "autocomplete": "off"}


def make_text_block(label: Label, **options: Any) -> blocks.CharBlock:
    """Return the field of the words that a key is made from."""
    return HookedCharBlock("text", label=label, max_length=max_lengths.LINE_LENGTH, **options)


def make_line_block(label: Label, **options: object) -> blocks.CharBlock:
    return blocks.CharBlock(label=label, **{"required": False, "max_length": max_lengths.LINE_LENGTH, **options})


def make_system_block(label: Label, **options: object) -> blocks.CharBlock:
    """Return the field of a code system, which is named by a URI."""
    fits = RegexValidator(
        rf"\A(?:{questionnaire_items.URI.pattern})\Z", _("Enter the URI without spaces, for example http://loinc.org.")
    )
    return make_line_block(label, validators=[fits], **options)


def make_code_block(label: Label, **options: object) -> blocks.CharBlock:
    fits = RegexValidator(
        rf"\A(?:{questionnaire_items.CODE.pattern})\Z",
        _("Use single spaces between words, and none at the start or end."),
    )
    return make_line_block(label, validators=[fits], **options)


def make_identifier_block(longest: int = max_lengths.IDENTIFIER_LENGTH) -> blocks.CharBlock:
    help_text = _(
        "Answers and conditions refer to it by this key. It is made from the text once. Do not change it later."
    )
    return HookedCharBlock("key", label=_("Key"), required=False, max_length=longest, help_text=help_text)


def make_link_id_block() -> blocks.CharBlock:
    return HookedCharBlock(
        "question",
        suggestions="builder-questions",
        label=_("Question (key)"),
        max_length=max_lengths.IDENTIFIER_LENGTH,
    )


def make_answer_block(**options: object) -> blocks.CharBlock:
    return HookedCharBlock(
        "answer",
        suggestions="builder-answers",
        label=_("Answer"),
        **{"required": False, "max_length": max_lengths.LINE_LENGTH, **options},
    )


def make_operator_block() -> blocks.ChoiceBlock:
    return blocks.ChoiceBlock(OPERATOR_CHOICES, label=_("Comparison"), default="=")


def make_flag_block(label: Label, **options: object) -> blocks.BooleanBlock:
    return blocks.BooleanBlock(label=label, required=False, **options)


def make_list_block(child: blocks.Block, label: Label, **options: object) -> blocks.ListBlock:
    return blocks.ListBlock(child, label=label, **{"default": [], "required": False, **options})
