"""Blocks of text, and the features of rich text.

Each block has its template in templates/blocks/.
"""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from articles.blocks.terms import GLOSSARY_FEATURE
from references.citations.features import CITATION_FEATURE

INLINE_FEATURES = ["bold", "italic", "link", CITATION_FEATURE, GLOSSARY_FEATURE]
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
        description = _("Starts a section. It is listed in the contents beside the article.")
        preview_value = {"heading": _("Why the pain wanders")}


class ProseBlock(blocks.RichTextBlock):
    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "blocks/prose.html"
        description = _("Paragraphs, lists and small headings, with citations.")
        preview_value = "<p>Pain that spreads is real pain. The question is what keeps it going.</p>"

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**{"features": PROSE_FEATURES, **kwargs})


class KeyInsightBlock(blocks.StructBlock):
    text = blocks.RichTextBlock(label=_("Text"), features=INLINE_FEATURES)

    class Meta:
        icon = "pick"
        label = _("Key insight")
        template = "blocks/key_insight.html"
        description = _("The one sentence that readers should remember. Use one or two per article.")
        preview_value = {"text": "<p>No tissue damage does not mean no mechanism.</p>"}


class QuoteBlock(blocks.StructBlock):
    has_rare_styles = True

    text = blocks.RichTextBlock(label=_("Quote"), features=INLINE_FEATURES)
    attribution = blocks.CharBlock(label=_("Person quoted"), required=False, max_length=120)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "blocks/quote.html"
        description = _("The words of a person, set apart from the text.")
        preview_value = {"text": "<p>The tests were normal. The pain was not.</p>", "attribution": ""}
