"""What editors build pages of. Each block has its template in templates/blocks/.

The order of the parts of a block is the order in which its template shows them: citations are numbered by it.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock, TypedTableBlockAdapter
from wagtail.images.blocks import ImageBlock
from wagtail.rich_text import RichText

from articles.blocks import loop_diagrams
from references.citations.features import CITATION_FEATURE

INLINE_FEATURES = ["bold", "italic", "link", CITATION_FEATURE]
ANSWER_FEATURES = [*INLINE_FEATURES, "ol", "ul"]
PROSE_FEATURES = ["h3", *ANSWER_FEATURES]


class HeadingBlock(blocks.StructBlock):
    is_contents_entry = True

    heading = blocks.CharBlock(label=_("Heading"), max_length=120)

    class Meta:
        icon = "title"
        label = _("Heading")
        label_format = "{heading}"
        template = "blocks/heading.html"
        description = _("Begins a section and stands in the contents list beside the article.")
        preview_value = {"heading": _("Why the pain wanders")}


class ProseBlock(blocks.RichTextBlock):
    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "blocks/prose.html"
        description = _("Paragraphs, lists and small headings, with citations.")
        preview_value = "<p>Pain that spreads is real pain. The question is what keeps it going.</p>"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": PROSE_FEATURES, **kwargs})


class KeyInsightBlock(blocks.StructBlock):
    text = blocks.RichTextBlock(label=_("Text"), features=INLINE_FEATURES)

    class Meta:
        icon = "pick"
        label = _("Key insight")
        template = "blocks/key_insight.html"
        description = _("The one sentence a reader should take away. One or two an article.")
        preview_value = {"text": "<p>No tissue damage does not mean no mechanism.</p>"}


class LoopStepBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("In the box"), max_length=40)
    effect = blocks.CharBlock(
        label=_("What it does to the next"), max_length=40, help_text=_("In a verb or two: “amplifies”.")
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
        description = _("Two to four things, each of which drives the next, drawn as a circle.")
        preview_value = {
            "title": _("Fear and pain"),
            "steps": [{"label": _("Fear"), "effect": _("amplifies")}, {"label": _("Pain"), "effect": _("feeds")}],
            "caption": "",
        }

    def get_context(self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Adds the drawing and the same in words. A draft whose steps are too few has neither."""
        context = super().get_context(value, parent_context)
        steps = [loop_diagrams.LoopStep(step["label"], step["effect"]) for step in value["steps"]]
        if loop_diagrams.MIN_STEPS <= len(steps) <= loop_diagrams.MAX_STEPS:
            context |= {"diagram": loop_diagrams.draw_loop(steps), "in_words": describe_loop(steps)}
        return context


def describe_loop(steps: list[loop_diagrams.LoopStep]) -> str:
    """`Fear amplifies Pain. Pain feeds Fear.`"""
    following = [*steps[1:], steps[0]]
    return " ".join(
        gettext("%(label)s %(effect)s %(next)s.") % {"label": step.label, "effect": step.effect, "next": after.label}
        for step, after in zip(steps, following, strict=True)
    )


class PictureBlock(blocks.StructBlock):
    image = ImageBlock(label=_("Image"))
    caption = blocks.RichTextBlock(label=_("Caption"), required=False, features=INLINE_FEATURES)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "blocks/picture.html"
        description = _("An image with its description for those who do not see it, and a caption.")


class CellsBlock(TypedTableBlock):
    """Wagtail's table without the caption field of its own: what a table is about is told once, beside it."""


class CellsBlockAdapter(TypedTableBlockAdapter):
    """Names it, so that article-editor.css can leave the field out."""

    def js_args(self, block: CellsBlock) -> list[Any]:
        *others, meta = super().js_args(block)
        return [*others, {**meta, "classname": "table-cells"}]


register(CellsBlockAdapter(), CellsBlock)


class TableBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    caption = blocks.RichTextBlock(label=_("Caption"), required=False, features=INLINE_FEATURES)
    has_row_headings = blocks.BooleanBlock(label=_("The first column names its row"), required=False, default=True)
    table = CellsBlock([("text", blocks.RichTextBlock(label=_("Text"), required=False, features=INLINE_FEATURES))])

    def to_python(self, value: Any) -> blocks.StructValue:
        return merge_captions(super().to_python(value))

    def bulk_to_python(self, values: Sequence[Any]) -> list[blocks.StructValue]:
        return [merge_captions(value) for value in super().bulk_to_python(values)]

    class Meta:
        icon = "table"
        label = _("Table")
        label_format = "{title}"
        template = "blocks/table.html"
        description = _("Rows and columns of text, with citations.")
        preview_value = {
            "title": _("What helps, and how surely"),
            "caption": "",
            "has_row_headings": True,
            "table": {
                "columns": [{"type": "text", "heading": _("Treatment")}, {"type": "text", "heading": _("Pain")}],
                "rows": [{"values": ["<p>Exercise</p>", "<p>A little less</p>"]}],
            },
        }


def merge_captions(table: blocks.StructValue) -> blocks.StructValue:
    """The table with the caption of its cells, which tables had before and no reader saw, in the one that shows."""
    cells = table.get("table")
    if cells and cells.caption:
        if not table["caption"]:
            table["caption"] = RichText(f"<p>{escape(cells.caption)}</p>")
        cells.caption = ""
    return table


class QuoteBlock(blocks.StructBlock):
    text = blocks.RichTextBlock(label=_("Quote"), features=INLINE_FEATURES)
    attribution = blocks.CharBlock(label=_("Who said it"), required=False, max_length=120)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "blocks/quote.html"
        description = _("Somebody's words, set apart.")
        preview_value = {"text": "<p>The tests were normal. The pain was not.</p>", "attribution": ""}


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=200)
    answer = blocks.RichTextBlock(label=_("Answer"), features=ANSWER_FEATURES)
    is_clinic_view = blocks.BooleanBlock(
        label=_("The clinic's own view"),
        required=False,
        help_text=_("Tick it where the answer goes past what the cited works show. Readers are told."),
    )

    class Meta:
        icon = "help"
        label = _("Question")
        label_format = "{question}"


class QuestionsBlock(blocks.StructBlock):
    is_contents_entry = True

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)
    questions = blocks.ListBlock(QuestionBlock(), label=_("Questions"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("Questions and answers")
        label_format = "{heading}"
        template = "blocks/questions.html"
        description = _("Questions that open one by one to show their answers.")
        preview_value = {
            "heading": _("Frequently asked questions"),
            "questions": [
                {"question": _("Is the pain real?"), "answer": "<p>Yes.</p>", "is_clinic_view": False},
            ],
        }


class CallToActionBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), required=False)
    button = blocks.CharBlock(label=_("Words on the button"), max_length=40)

    class Meta:
        icon = "link-external"
        label = _("Call to action")
        label_format = "{heading}"
        template = "blocks/call_to_action.html"
        description = _("Asks the reader to check whether the clinic can help, and leads to the questionnaire.")
        preview_value = {
            "heading": _("Ready to see if this applies to your situation?"),
            "text": "",
            "button": _("Check eligibility"),
        }


class ArticleBody(blocks.StreamBlock):
    heading = HeadingBlock()
    prose = ProseBlock()
    key_insight = KeyInsightBlock()
    loop_diagram = LoopDiagramBlock()
    picture = PictureBlock()
    table = TableBlock()
    quote = QuoteBlock()
    questions = QuestionsBlock()
    call_to_action = CallToActionBlock()


class HomeBody(blocks.StreamBlock):
    heading = HeadingBlock()
    prose = ProseBlock()
    key_insight = KeyInsightBlock()
    picture = PictureBlock()
    quote = QuoteBlock()
    call_to_action = CallToActionBlock()


class FaqBody(blocks.StreamBlock):
    prose = ProseBlock()
    questions = QuestionsBlock()
    call_to_action = CallToActionBlock()


class InformationBody(blocks.StreamBlock):
    heading = HeadingBlock()
    prose = ProseBlock()
    picture = PictureBlock()
    table = TableBlock()
    questions = QuestionsBlock()
    call_to_action = CallToActionBlock()
