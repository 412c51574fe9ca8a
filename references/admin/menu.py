"""The admin's menu of works."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup

from references.admin.imports import imports_viewset
from references.admin.library import reference_viewset
from references.admin.notices import notices_viewset
from references.admin.quality import quality_viewset


class ReferencesGroup(ViewSetGroup):
    menu_label = _("References")
    menu_name = "references"
    menu_icon = "openquote"
    menu_order = 250
    items = (reference_viewset, imports_viewset, notices_viewset, quality_viewset)
