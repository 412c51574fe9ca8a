"""Pages of questions and of plain text."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from articles.blocks.bodies import FaqBody, InformationBody
from articles.models.editorial_page import PageWithBody
from articles.models.medical_page import MedicalPage
from articles.review.panels import ClaimsPanel, WorksCitedPanel


class FaqPage(MedicalPage):
    """A page of questions and answers, in groups."""

    body = StreamField(FaqBody(), blank=True, verbose_name=_("body"))

    content_panels = [*MedicalPage.content_panels, FieldPanel("body"), WorksCitedPanel(), ClaimsPanel()]
    search_fields = [*MedicalPage.search_fields, index.SearchField("body")]
    parent_page_types = ["articles.HomePage"]
    subpage_types: list[str] = []
    template = "articles/faq_page.html"
    page_description = _("Questions that readers open one by one to see the answers.")

    class Meta:
        verbose_name = _("questions and answers")


class InformationPage(PageWithBody):
    """A page of plain text about the clinic or the site: privacy, about, accessibility."""

    body = StreamField(InformationBody(), blank=True, verbose_name=_("body"))

    content_panels = [*PageWithBody.content_panels, FieldPanel("body"), WorksCitedPanel(), ClaimsPanel()]
    search_fields = [*PageWithBody.search_fields, index.SearchField("body")]
    parent_page_types = ["articles.HomePage", "articles.InformationPage"]
    subpage_types = ["articles.InformationPage"]
    template = "articles/information_page.html"
    page_description = _("A page of text, for example about us, privacy or accessibility.")

    class Meta:
        verbose_name = _("information page")
