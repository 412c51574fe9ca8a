"""The home page."""

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from articles.blocks.bodies import HomeBody
from articles.models.article import ArticlePage
from articles.models.editorial_page import PageWithBody
from articles.review.panels import ClaimsPanel, WorksCitedPanel

# The lead story, and those beside it.
LATEST_ARTICLES_COUNT = 4


class HomePage(PageWithBody):
    """The first page of the site, in one language."""

    standfirst = models.TextField(_("standfirst"), blank=True, help_text=_("One or two sentences under the title."))
    body = StreamField(HomeBody(), blank=True, verbose_name=_("body"))

    content_panels = [
        *PageWithBody.content_panels,
        FieldPanel("standfirst"),
        FieldPanel("body"),
        WorksCitedPanel(),
        ClaimsPanel(),
    ]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "articles.ArticleIndexPage",
        "articles.FaqPage",
        "articles.GlossaryPage",
        "articles.InformationPage",
        "articles.PeopleIndexPage",
    ]
    max_count = 1
    template = "articles/home_page.html"
    page_description = _("The home page of the site.")

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, object]:
        latest = ArticlePage.objects.descendant_of(self).listed()[:LATEST_ARTICLES_COUNT]
        return {**super().get_context(request, *args, **kwargs), "latest": latest}
