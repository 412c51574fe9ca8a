"""Who builds questionnaires: the members of a group of their own, and superusers.

What patients are asked, and how they are sorted, is the clinic's own decision: neither Wagtail's Editors and Moderators
nor Clinic staff take part in it, unless they are in this group too. The group sees no submissions.
"""

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest
from wagtail.permission_policies.base import ModelPermissionPolicy

from intake.models import Questionnaire

EDITORS_GROUP_NAME = "Questionnaire editors"
EDITORS_CODENAMES = [f"{action}_questionnaire" for action in ("add", "change", "publish", "lock", "unlock")]


def ensure_editors_group() -> Group:
    """Create the group, or give it back the permissions it needs; those that somebody added to it stay."""
    group, _ = Group.objects.get_or_create(name=EDITORS_GROUP_NAME)
    group.permissions.add(
        *Permission.objects.filter(
            Q(content_type__app_label="wagtailadmin", codename="access_admin")
            | Q(content_type__app_label="intake", codename__in=EDITORS_CODENAMES)
            | Q(content_type__app_label="simple_translation", codename="submit_translation")
        )
    )
    return group


def require_permission(request: HttpRequest, action: str) -> None:
    """Raise PermissionDenied if the user may not do this to questionnaires."""
    if not ModelPermissionPolicy(Questionnaire).user_has_permission(request.user, action):
        raise PermissionDenied
