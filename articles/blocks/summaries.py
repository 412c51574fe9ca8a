"""The block above an article that says it in short."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from articles.blocks.text import INLINE_FEATURES

POINTS = 3


class InShortBlock(blocks.StructBlock):
    """Three sentences, which readers get beneath the standfirst wherever the block stands in the body."""

    is_opening = True

    points = blocks.ListBlock(
        blocks.RichTextBlock(label=_("Point"), features=INLINE_FEATURES),
        label=_("Points"),
        min_num=POINTS,
        max_num=POINTS,
        help_text=_("Only what the article says. What needs a citation there needs it here too."),
    )

    class Meta:
        icon = "list-ol"
        label = _("In short")
        template = "blocks/in_short.html"
        description = _("Three points that sum the article up. They are shown above it, wherever this block stands.")
        preview_value = {
            "points": [
                f"<p>{point}</p>"
                for point in (
                    "Pain is real with or without damage.",
                    "Tests cannot show all of it.",
                    "Some treatments help some people.",
                )
            ]
        }
