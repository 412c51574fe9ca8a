"""Export of the library to files for reference managers: all works, the results of a search, or ticked works."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.widgets.button import Button

from references.admin.access import is_editor
from references.formats.export import ExportFormat
from references.library import downloads
from references.models import Reference

EXPORT_FILE_NAME = "references"


def format_download_label(export: ExportFormat) -> Any:
    return format_lazy(_("Download {format}"), format=export.name)


class ExportButtonsMixin(generic.IndexView):
    """Adds downloads of all listed works to the view of a list of works.

    Wagtail's own exports are spreadsheets, which reference managers do not read.
    """

    FORMATS = tuple(downloads.EXPORT_FORMATS)
    show_export_buttons = False

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not self.is_export:
            return super().get(request, *args, **kwargs)
        works = downloads.export_for_editors(self.get_queryset())
        return downloads.build_download(works, name=EXPORT_FILE_NAME, extension=request.GET["export"])

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        exports = [
            Button(format_download_label(export), url=self.get_export_url(extension), icon_name="download", priority=90)
            for extension, export in downloads.EXPORT_FORMATS.items()
        ]
        return [*super().header_more_buttons, *exports]


class ExportAction(BulkAction):
    """Downloads the works that are ticked in the library in one format."""

    models = [Reference]
    extension: str

    def dispatch(self, request: HttpRequest) -> HttpResponseBase:
        if not is_editor(request):
            raise PermissionDenied
        ticked = request.GET.getlist("id")
        if "all" in ticked:
            asked = request.GET.copy()
            del asked["id"]
            asked["export"] = self.extension
            return redirect(f"{reverse('references:index')}?{asked.urlencode()}")
        works = Reference.objects.filter(pk__in=[id_ for id_ in ticked if id_.isdecimal()])
        return downloads.build_download(
            downloads.export_for_editors(works), name=EXPORT_FILE_NAME, extension=self.extension
        )


export_actions = [
    type(
        f"{extension.title()}ExportAction",
        (ExportAction,),
        {
            "extension": extension,
            "action_type": f"export-{extension}",
            "display_name": format_download_label(export),
            "aria_label": format_lazy(_("Download the selected works as {format}"), format=export.name),
            "action_priority": 90,
        },
    )
    for extension, export in downloads.EXPORT_FORMATS.items()
]
