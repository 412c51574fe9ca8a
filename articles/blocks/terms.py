"""A word explained in the middle of a text, and the names of the editor's mark for such words.

The names are constants here because models and blocks may import them: the editor's own part, in
`articles.record_admin`, cannot be imported while models load.
"""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

# In the `features` of a rich text block.
GLOSSARY_FEATURE = "glossary"
# In the database: <a linktype="glossary" id="7">.
GLOSSARY_LINK_TYPE = "glossary"
# In Draftail's content state.
GLOSSARY_ENTITY_TYPE = "GLOSSARY"


class TermBlock(blocks.StructBlock):
    """Sets the definition of a term off in the text.

    `articles.rendering.glossary` looks it up together with the terms that are marked on the page.
    """

    BLOCK_NAME = "term"

    term = SnippetChooserBlock("articles.GlossaryTerm", label=_("Term"))

    class Meta:
        icon = "info-circle"
        label = _("Glossary term")
        label_format = "{term}"
        template = "blocks/term.html"
        description = _("A word and what it means, set off in the text.")

    def get_preview_value(self) -> blocks.StructValue:
        """Return a term that stands nowhere, because a preview must not depend on the site's glossary."""
        model = self.child_blocks["term"].model_class
        term = model(term=gettext("flare"), definition=gettext("A time in which symptoms are worse than usual."))
        return self.meta.value_class(self, {"term": term})
