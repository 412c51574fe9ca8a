"""The list of corrections in the admin, in which editors describe what was published without their being asked."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.frontend_cache.utils import purge_page_from_cache
from wagtail.snippets.views.snippets import EditView, SnippetViewSet

from articles.models import Correction


class CorrectionEditView(EditView):
    def save_instance(self) -> Correction:
        correction: Correction = super().save_instance()
        # Its foot shows the words.
        purge_page_from_cache(correction.page)
        return correction


class CorrectionViewSet(SnippetViewSet):
    """The corrections of all articles. They are added by publishing alone."""

    model = Correction
    icon = "history"
    edit_view_class = CorrectionEditView
    copy_view_enabled = False
    list_display = ["__str__", "kind", "words", "corrected_at", "user"]
    list_filter = ["kind"]
    panels = [FieldPanel("kind"), FieldPanel("words")]


class CorrectionsMenuItem(MenuItem):
    def __init__(self) -> None:
        listing = reverse("wagtailsnippets_articles_correction:list")
        super().__init__(_("Corrections"), listing, icon_name="history", order=900)

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("articles.change_correction"))
