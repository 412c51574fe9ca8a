"""Deleting several works that nothing needs."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.log_actions import log

from references.admin.library import LibraryFilterSet
from references.citations import usage
from references.library import queries
from references.models import Reference, StatusNotice

DELETE_PERMISSION = "references.delete_reference"
# The limit of one deletion, because every work is searched for in all drafts before it is deleted.
MAX_DELETED_WORKS = 500


class DeleteAction(BulkAction):
    """Deletes the works that are ticked in the library, but keeps works that are cited or that supersede another."""

    models = [Reference]
    display_name = _("Delete")
    action_type = "delete"
    aria_label = _("Delete the selected works")
    action_priority = 200
    classes = {"serious"}
    template_name = "references/admin/delete_several.html"

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.user.has_perm(DELETE_PERMISSION):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_actionable_objects(self) -> tuple[list[Reference], dict[str, int]]:
        free = self.filter_selected(exclude_needed_works(Reference.objects.all()))
        works, total = list(free[:MAX_DELETED_WORKS]), free.count()
        return works, {"total": total, "kept": self.filter_selected(Reference.objects.all()).count() - total}

    def filter_selected(self, works: QuerySet[Reference]) -> Any:
        """Return the ticked works of these, or all that the list shows for its search and filters."""
        ticked = self.request.GET.getlist("id")
        if "all" not in ticked:
            return works.filter(pk__in=[id_ for id_ in ticked if id_.isdecimal()])
        works = LibraryFilterSet(self.request.GET, queryset=works, request=self.request).qs
        words = self.request.GET.get("q", "")
        return queries.search_works(works, words) if words else works

    @classmethod
    def execute_action(cls, objects: list[Reference], **kwargs: object) -> tuple[int, int]:  # noqa: ARG003 -- Wagtail's
        for work in objects:
            log(instance=work, action="wagtail.delete", deleted=True)
            work.delete()
        return len(objects), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        message = ngettext("%(number)s work was deleted.", "%(number)s works were deleted.", num_parent_objects)
        return message % {"number": num_parent_objects}


def exclude_needed_works(works: QuerySet[Reference]) -> QuerySet[Reference]:
    """Return the works that are not cited and supersede no other work."""
    cited = Reference.objects.filter(usage.build_cited_condition()).values("pk")
    superseding = StatusNotice.objects.exclude(superseded_by=None).values("superseded_by")
    return works.exclude(pk__in=cited).exclude(pk__in=superseding)
