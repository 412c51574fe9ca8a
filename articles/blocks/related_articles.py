"""The articles to read after an article, chosen by its editor."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class RelatedArticlesBlock(blocks.StructBlock):
    """Names the articles that the foot of an article leads to, wherever the block stands.

    It is taken out of the body before anything is rendered: see articles.rendering.related_articles.
    """

    BLOCK_NAME = "related_articles"

    articles = blocks.ListBlock(
        blocks.PageChooserBlock("articles.ArticlePage"), label=_("Articles"), min_num=1, max_num=3, default=[]
    )

    class Meta:
        icon = "doc-full"
        label = _("Related articles")
        template = "blocks/related_articles.html"
        description = _("Up to three articles to read next, at the foot. Without it, the newest on the same topic.")

    def get_preview_value(self) -> blocks.StructValue:
        """Return a block with an article that is not on the site, because a preview must not depend on its pages."""
        articles = self.child_blocks["articles"]
        article = articles.child_block.model_class(title=gettext("What helps, and how sure we are"))
        chosen = blocks.list_block.ListValue(articles, values=[article])
        return self.meta.value_class(self, {"articles": chosen})
