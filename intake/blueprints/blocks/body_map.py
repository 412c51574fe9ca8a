"""The block of a body map: 19 areas in 5 regions."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from intake.blueprints.blocks.fields import make_line_block, make_list_block
from intake.blueprints.blocks.question import ScoredQuestionBlock, build_form_layout
from intake.blueprints.body_areas import AREA_NAMES, REGION_NAMES
from intake.engine.scoring.acr2016 import AREAS


class AreaBlock(blocks.StructBlock):
    area = blocks.ChoiceBlock([(area, AREA_NAMES[area]) for area in AREAS], label=_("Area"))
    text = blocks.CharBlock(label=_("Name"), max_length=200)
    hint = make_line_block(_("Hint"))

    class Meta:
        label = _("Area")
        label_format = "{text}"


class RegionBlock(blocks.StructBlock):
    region = blocks.ChoiceBlock(list(REGION_NAMES.items()), label=_("Region"))
    text = blocks.CharBlock(label=_("Name"), max_length=200)

    class Meta:
        label = _("Region")
        label_format = "{text}"


class BodyMapBlock(ScoredQuestionBlock):
    none = make_line_block(
        _("“None of these”"),
        default=_("None of these places"),
        help_text=_("The text of this option. Leave empty to offer no such option."),
    )
    regions = make_list_block(
        RegionBlock(),
        _("Regions"),
        default=[{"region": region, "text": text} for region, text in REGION_NAMES.items()],
        min_num=len(REGION_NAMES),
        max_num=len(REGION_NAMES),
    )
    areas = make_list_block(
        AreaBlock(),
        _("Areas"),
        default=[{"area": area, "text": AREA_NAMES[area], "hint": ""} for area in AREAS],
        min_num=len(AREAS),
        max_num=len(AREAS),
        collapsed=True,
    )

    class Meta:
        icon = "user"
        label = _("Body map")
        description = _("The 19 areas of the ACR criteria, by region.")
        form_layout = build_form_layout(
            "none",
            BlockGroup(
                ["regions", "areas"],
                heading=_("Names of the areas and regions"),
                classname="collapsed",
                icon="pilcrow",
            ),
            feeds=True,
        )
