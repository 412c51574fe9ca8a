"""Who may see submissions: the group made for it, and superusers.

Wagtail's own groups, Editors and Moderators, hold neither permission. A superuser holds every permission, so whoever
administers the site can see submissions too; each opening is audited like any other.
"""

from django.contrib.auth.models import Group, Permission
from django.db.models import QuerySet

from intake.staff.access import CHANGE_PERMISSION, VIEW_PERMISSION
from intake.staff.deliveries.access import CHANGE_DELIVERIES, VIEW_DELIVERIES

STAFF_GROUP_NAME = "Clinic staff"
STAFF_PERMISSIONS = (VIEW_PERMISSION, CHANGE_PERMISSION, VIEW_DELIVERIES, CHANGE_DELIVERIES)


def ensure_staff_group() -> Group:
    """Create the group, or give it back the permissions that it needs; any that somebody added stay.

    Raises Permission.DoesNotExist if the database is not migrated.
    """
    group, _ = Group.objects.get_or_create(name=STAFF_GROUP_NAME)
    group.permissions.add(*map(get_permission, ("wagtailadmin.access_admin", *STAFF_PERMISSIONS)))
    return group


def get_permission(name: str) -> Permission:
    app_label, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)


def list_submission_permissions() -> QuerySet[Permission]:
    """Return the permissions about submissions that Wagtail's group page offers."""
    codenames = [name.partition(".")[2] for name in STAFF_PERMISSIONS]
    return Permission.objects.filter(content_type__app_label="intake", codename__in=codenames)
