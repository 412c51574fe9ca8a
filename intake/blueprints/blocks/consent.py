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
    text = make_text_block(_("What the patient agrees to"), help_text=_("The text beside the checkbox."))
    controller = blocks.CharBlock(label=_("Who asks for it"), max_length=300)
    data = blocks.CharBlock(label=_("Which data it covers"), max_length=1000)
    use = blocks.CharBlock(label=_("What the data is used for"), max_length=1000)
    required = make_flag_block(
        _("Required to send the form"),
        help_text=_("Choose this only if the clinic cannot do its work without the consent."),
    )
    key = make_identifier_block()
    short_text = make_line_block(_("Short name"), help_text=_("Shown in the list of answers."))
    purpose = make_code_block(
        _("Key of the purpose"),
        max_length=max_lengths.IDENTIFIER_LENGTH,
        help_text=_("Leave empty to use the key of this consent."),
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
