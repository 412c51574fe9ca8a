"""What Wagtail's own groups of editors need beside what Wagtail gives them: to begin a translation."""

from django.contrib.auth.models import Group, Permission

EDITOR_GROUPS = ("Editors", "Moderators")


def ensure_editor_roles() -> None:
    """Give the groups the permission, where they still exist; what somebody added to or took from them else stays."""
    permission = Permission.objects.get(content_type__app_label="simple_translation", codename="submit_translation")
    for group in Group.objects.filter(name__in=EDITOR_GROUPS):
        group.permissions.add(permission)
