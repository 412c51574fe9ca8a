"""What clinic staff may do, by role, and who has which: the groups made for it, and superusers.

Migration 0033 creates the groups, so that they are there as soon as the tables are. What stands here is given again at
every start, so that a new version of the site can add to it; whatever somebody added stays, and a group that was
deleted is not created again.

Wagtail's own groups, Editors and Moderators, hold none of these permissions. A superuser holds every permission, so
whoever administers the site can see submissions too; each opening is audited like any other.
"""

from django.contrib.auth.models import Group, Permission
from django.db.models import QuerySet

from intake.staff.access import (
    AUDIT_PERMISSION,
    CHANGE_PERMISSION,
    EXPORT_PERMISSION,
    MANAGE_PERMISSION,
    VIEW_PERMISSION,
)
from intake.staff.deliveries.access import CHANGE_DELIVERIES, VIEW_DELIVERIES

# How the clinic works: who is told, by which way and when; what is due by when; how long a submission is kept.
RULED_MODELS = (
    "receiver",
    "routingrule",
    "dutyshift",
    "dutyexception",
    "retentionrule",
    "servicelevel",
    "holiday",
    "statemove",
    "messagetemplate",
    "lettertemplate",
)
RULE_PERMISSIONS = tuple(
    f"intake.{verb}_{model}" for model in RULED_MODELS for verb in ("add", "change", "delete", "view")
)
# To retire a key takes two of them.
ACCOUNTING_PERMISSIONS = ("intake.change_legalhold", "intake.view_clinickey", "intake.change_clinickey")
READER, NURSE, MANAGER, AUDITOR = "Reader", "Nurse", "Manager", "Auditor"
ENTERING = "wagtailadmin.access_admin"
ROLE_PERMISSIONS: dict[str, tuple[str, ...]] = {
    READER: (ENTERING, VIEW_PERMISSION, VIEW_DELIVERIES),
    NURSE: (ENTERING, VIEW_PERMISSION, CHANGE_PERMISSION, VIEW_DELIVERIES, CHANGE_DELIVERIES),
    MANAGER: (
        ENTERING,
        VIEW_PERMISSION,
        CHANGE_PERMISSION,
        EXPORT_PERMISSION,
        MANAGE_PERMISSION,
        VIEW_DELIVERIES,
        CHANGE_DELIVERIES,
        *RULE_PERMISSIONS,
        *ACCOUNTING_PERMISSIONS,
    ),
    # Who checks what others did sees no submission, and has nothing of their own to hide there.
    AUDITOR: (ENTERING, AUDIT_PERMISSION),
}
# Those about receivers and rules Wagtail offers by itself.
OFFERED_PERMISSIONS = (
    VIEW_PERMISSION,
    CHANGE_PERMISSION,
    EXPORT_PERMISSION,
    MANAGE_PERMISSION,
    AUDIT_PERMISSION,
    VIEW_DELIVERIES,
    CHANGE_DELIVERIES,
)


def ensure_staff_roles() -> None:
    """Give each group that still exists its permissions. Any others that it has stay.

    Raises Permission.DoesNotExist if the database is not migrated.
    """
    for group in Group.objects.filter(name__in=ROLE_PERMISSIONS):
        group.permissions.add(*map(get_permission, ROLE_PERMISSIONS[group.name]))


def get_permission(name: str) -> Permission:
    app_label, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)


def list_staff_permissions() -> QuerySet[Permission]:
    """Return the permissions that Wagtail's group page offers for roles of the clinic's own."""
    codenames = [name.partition(".")[2] for name in OFFERED_PERMISSIONS]
    return Permission.objects.filter(content_type__app_label="intake", codename__in=codenames)
