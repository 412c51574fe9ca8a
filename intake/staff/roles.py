"""Who may see submissions: the group that is made for it, and nobody else but superusers.

Wagtail's own Editors and Moderators hold neither permission. A superuser holds every permission, so an account that
administers the site sees submissions too, and each opening is audited like any other.
"""

from django.contrib.auth.models import Group, Permission
from django.db.models import QuerySet

from intake.staff.actions import CHANGE_PERMISSION, VIEW_PERMISSION

STAFF_GROUP_NAME = "Clinic staff"


def ensure_staff_group() -> Group:
    """Make the group, or give it back what it needs; permissions that somebody added to it stay.

    Raises Permission.DoesNotExist when the database is not migrated.
    """
    group, _ = Group.objects.get_or_create(name=STAFF_GROUP_NAME)
    group.permissions.add(
        *(get_permission(name) for name in ("wagtailadmin.access_admin", VIEW_PERMISSION, CHANGE_PERMISSION))
    )
    return group


def get_permission(name: str) -> Permission:
    app_label, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)


def list_submission_permissions() -> QuerySet[Permission]:
    """What Wagtail's group page offers to be given: to see submissions, and to change them."""
    codenames = [name.partition(".")[2] for name in (VIEW_PERMISSION, CHANGE_PERMISSION)]
    return Permission.objects.filter(content_type__app_label="intake", codename__in=codenames)
