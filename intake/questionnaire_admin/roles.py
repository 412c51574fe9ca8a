"""Who builds questionnaires: the members of a group of their own, and superusers.

What patients are asked, and how they are sorted, is the clinic's own decision: neither Wagtail's Editors and Moderators
nor nurses take part in it, unless they are in this group too. The group sees no submissions. Migration 0033 creates it.
"""

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest
from wagtail.permission_policies.base import ModelPermissionPolicy

from intake.models import Questionnaire

QUESTIONNAIRE_EDITOR = "Questionnaire editor"
EDITORS_CODENAMES = [f"{action}_questionnaire" for action in ("add", "change", "publish", "lock", "unlock")]


def ensure_editor_role() -> None:
    """Give the group, if it still exists, the permissions that it needs. Any others that it has stay."""
    for group in Group.objects.filter(name=QUESTIONNAIRE_EDITOR):
        group.permissions.add(
            *Permission.objects.filter(
                Q(content_type__app_label="wagtailadmin", codename="access_admin")
                | Q(content_type__app_label="intake", codename__in=EDITORS_CODENAMES)
                | Q(content_type__app_label="simple_translation", codename="submit_translation")
            )
        )


def require_permission(request: HttpRequest, action: str) -> None:
    """Raise PermissionDenied if the user may not do this to questionnaires."""
    if not ModelPermissionPolicy(Questionnaire).user_has_permission(request.user, action):
        raise PermissionDenied
