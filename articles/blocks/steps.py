"""Numbered steps, each with a short title."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from articles.blocks.text import ANSWER_FEATURES


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=80)
    text = blocks.RichTextBlock(label=_("Text"), required=False, features=ANSWER_FEATURES)

    class Meta:
        icon = "tick"
        label = _("Step")
        label_format = "{title}"


class StepsBlock(blocks.StructBlock):
    has_rare_styles = True

    steps = blocks.ListBlock(StepBlock(), label=_("Steps"), min_num=2, max_num=12)

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "blocks/steps.html"
        description = _("What to do one after the other: numbered steps with a title and a text.")
        preview_value = {
            "steps": [
                {"title": _("Write it down"), "text": "<p>Three things, the most important one first.</p>"},
                {"title": _("Say it"), "text": "<p>Begin with the first one.</p>"},
            ]
        }
