"""Text between questions."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from intake.blueprints import max_lengths
from intake.blueprints.blocks.conditions import ConditionBlock
from intake.blueprints.blocks.fields import key
from intake.blueprints.blocks.question import OTHER


class InformationBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Text"), max_length=max_lengths.INFORMATION)
    key = key()
    condition = ConditionBlock()

    class Meta:
        icon = "info-circle"
        label = _("Information")
        label_format = "{text}"
        group = OTHER
        form_layout = BlockGroup(
            [
                "text",
                "condition",
            ],
            settings=["key"],
        )
