"""The block of a consent: one purpose that somebody may agree to."""

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
    make_text_block,
)
from intake.blueprints.blocks.question import OTHER_GROUP


class ConsentBlock(blocks.StructBlock):
    text = make_text_block(_("What somebody agrees to"), help_text=_("The words beside the box to tick."))
    controller = blocks.CharBlock(label=_("Who asks"), max_length=300)
    data = blocks.CharBlock(label=_("For which data"), max_length=1000)
    use = blocks.CharBlock(label=_("What for"), max_length=1000)
    required = make_flag_block(
        _("Nothing can be sent without it"), help_text=_("Only for what the clinic cannot do its work without.")
    )
    key = make_identifier_block()
    short_text = make_line_block(_("Short name"), help_text=_("Stands in the list of answers."))
    purpose = make_code_block(
        _("Key of the purpose"), max_length=max_lengths.IDENTIFIER_LENGTH, help_text=_("Empty: the key.")
    )
    condition = ConditionBlock()

    class Meta:
        icon = "lock"
        label = _("Consent")
        label_format = "{text}"
        group = OTHER_GROUP
        form_layout = BlockGroup(
            [
                *("text", "controller", "data", "use", "required"),
                "condition",
                BlockGroup(
                    ["key", "short_text", "purpose"],
                    heading=_("Key and short name"),
                    classname="collapsed",
                    icon="key",
                ),
            ]
        )
