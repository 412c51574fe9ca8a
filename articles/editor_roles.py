"""The permission that Wagtail's own groups of editors lack: to begin a translation."""

from django.contrib.auth.models import Group, Permission

from references.starter import EDITORIAL_GROUPS


def ensure_editor_roles() -> None:
    """Give the permission to the groups that still exist. Their other permissions stay as they are."""
    permission = Permission.objects.get(content_type__app_label="simple_translation", codename="submit_translation")
    for group in Group.objects.filter(name__in=EDITORIAL_GROUPS):
        group.permissions.add(permission)
