"""The block of a text between questions."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from intake.blueprints import max_lengths
from intake.blueprints.blocks.conditions import ConditionBlock
from intake.blueprints.blocks.fields import make_identifier_block
from intake.blueprints.blocks.question import OTHER_GROUP


class InformationBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Text"), max_length=max_lengths.INFORMATION_LENGTH)
    key = make_identifier_block()
    condition = ConditionBlock()

    class Meta:
        icon = "info-circle"
        label = _("Information")
        label_format = "{text}"
        group = OTHER_GROUP
        form_layout = BlockGroup(
            [
                "text",
                "condition",
            ],
            settings=["key"],
        )
