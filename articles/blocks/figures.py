"""Blocks with a caption: loop diagrams and tables.

The order of the fields of a block is the order in which its template shows them: citations are numbered by it.
"""

from collections.abc import Sequence

from django.utils.html import escape
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock, TypedTableBlockAdapter
from wagtail.rich_text import RichText

from articles.blocks import loop_diagrams, table_segments
from articles.blocks.text import INLINE_FEATURES


class LoopStepBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("Text in the box"), max_length=40)
    effect = blocks.CharBlock(
        label=_("Effect on the next step"), max_length=40, help_text=_("One or two verbs, for example “amplifies”.")
    )

    class Meta:
        icon = "arrow-right"
        label = _("Step")
        label_format = "{label}: {effect}"


class LoopDiagramBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    steps = blocks.ListBlock(
        LoopStepBlock(), label=_("Steps"), min_num=loop_diagrams.MIN_STEPS, max_num=loop_diagrams.MAX_STEPS, default=[]
    )
    caption = blocks.RichTextBlock(label=_("Caption"), required=False, features=INLINE_FEATURES)

    class Meta:
        icon = "rotate"
        label = _("Loop diagram")
        label_format = "{title}"
        template = "blocks/loop_diagram.html"
        description = _("Two to four steps in a circle. Each has an effect on the next.")
        preview_value = {
            "title": _("Fear and pain"),
            "steps": [{"label": _("Fear"), "effect": _("amplifies")}, {"label": _("Pain"), "effect": _("feeds")}],
            "caption": "",
        }

    def get_context(
        self, value: blocks.StructValue, parent_context: dict[str, object] | None = None
    ) -> dict[str, object]:
        """Add the drawing, and the same in words. A draft with too few steps has neither."""
        context = super().get_context(value, parent_context)
        steps = [loop_diagrams.LoopStep(step["label"], step["effect"]) for step in value["steps"]]
        if loop_diagrams.MIN_STEPS <= len(steps) <= loop_diagrams.MAX_STEPS:
            context |= {"diagram": loop_diagrams.draw_loop(steps), "in_words": describe_loop(steps)}
        return context


def describe_loop(steps: list[loop_diagrams.LoopStep]) -> str:
    """Return the loop in sentences: `Fear amplifies Pain. Pain feeds Fear.`"""
    following = [*steps[1:], steps[0]]
    return " ".join(
        gettext("%(label)s %(effect)s %(next)s.") % {"label": step.label, "effect": step.effect, "next": after.label}
        for step, after in zip(steps, following, strict=True)
    )


class CellsBlock(TypedTableBlock):
    """Wagtail's table without its own caption field: TableBlock has the caption."""

    def get_translatable_segments(self, value: TypedTable | None) -> list[table_segments.Segment]:
        return table_segments.extract_segments(value)

    def restore_translated_segments(self, value: TypedTable, segments: Sequence[table_segments.Segment]) -> TypedTable:
        return table_segments.restore_segments(value, segments)


class CellsBlockAdapter(TypedTableBlockAdapter):
    """Give the block a CSS class, by which admin.css hides the caption field."""

    def js_args(self, block: CellsBlock) -> list[object]:
        *others, meta = super().js_args(block)
        return [*others, {**meta, "classname": "table-cells"}]


register(CellsBlockAdapter(), CellsBlock)


class TableBlock(blocks.StructBlock):
    has_rare_styles = True

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    caption = blocks.RichTextBlock(label=_("Caption"), required=False, features=INLINE_FEATURES)
    has_row_headings = blocks.BooleanBlock(label=_("The first column has row headings"), required=False, default=True)
    table = CellsBlock([("text", blocks.RichTextBlock(label=_("Text"), required=False, features=INLINE_FEATURES))])

    def to_python(self, value: object) -> blocks.StructValue:
        return merge_captions(super().to_python(value))

    def bulk_to_python(self, values: Sequence[object]) -> list[blocks.StructValue]:
        return [merge_captions(value) for value in super().bulk_to_python(values)]

    class Meta:
        icon = "table"
        label = _("Table")
        label_format = "{title}"
        template = "blocks/table.html"
        description = _("Rows and columns of text, with citations.")
        preview_value = {
            "title": _("What helps, and how sure we are"),
            "caption": "",
            "has_row_headings": True,
            "table": {
                "columns": [{"type": "text", "heading": _("Treatment")}, {"type": "text", "heading": _("Pain")}],
                "rows": [{"values": ["<p>Exercise</p>", "<p>A little less</p>"]}],
            },
        }


def merge_captions(table: blocks.StructValue) -> blocks.StructValue:
    """Move the caption of the cells, which old tables have and readers never saw, to the caption that is shown."""
    cells = table.get("table")
    if cells and cells.caption:
        if not table["caption"]:
            table["caption"] = RichText(f"<p>{escape(cells.caption)}</p>")
        cells.caption = ""
    return table
