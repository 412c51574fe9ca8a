"""The block of a step, with the sixteen kinds of block that it can contain."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from intake.blueprints.blocks.body_map import BodyMapBlock
from intake.blueprints.blocks.choices import ManyOfBlock, OneOfBlock, RowsBlock, YesNoBlock
from intake.blueprints.blocks.conditions import ConditionBlock
from intake.blueprints.blocks.consent import ConsentBlock
from intake.blueprints.blocks.fields import make_identifier_block, make_text_block
from intake.blueprints.blocks.figures import DateBlock, NumberBlock, RatingBlock
from intake.blueprints.blocks.information import InformationBlock
from intake.blueprints.blocks.texts import (
    CountryBlock,
    EmailBlock,
    LongTextBlock,
    NameBlock,
    PhoneBlock,
    ShortTextBlock,
)


class QuestionsBlock(blocks.StreamBlock):
    yes_no = YesNoBlock()
    one_of = OneOfBlock()
    many_of = ManyOfBlock()
    rows = RowsBlock()
    body_map = BodyMapBlock()
    number = NumberBlock()
    rating = RatingBlock()
    date = DateBlock()
    short_text = ShortTextBlock()
    long_text = LongTextBlock()
    name = NameBlock()
    email = EmailBlock()
    phone = PhoneBlock()
    country = CountryBlock()
    information = InformationBlock()
    consent = ConsentBlock()

    class Meta:
        collapsed = True


class StepBlock(blocks.StructBlock):
    text = make_text_block(
        _("Title"),
        help_text=_("The heading of the page. If the step is a single question, the question is the heading."),
    )
    questions = QuestionsBlock(label=_("Questions"))
    key = make_identifier_block()
    condition = ConditionBlock()

    class Meta:
        icon = "form"
        label = _("Step")
        label_format = "{text}"
        form_layout = BlockGroup(
            [
                *("text", "questions"),
                "condition",
            ],
            settings=["key"],
        )


class StepsBlock(blocks.StreamBlock):
    step = StepBlock()

    class Meta:
        collapsed = True
