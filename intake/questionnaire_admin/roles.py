"""Who builds questionnaires: the group that is made for it, and superusers.

What is asked of patients, and how they are sorted, is the clinic's own decision: neither Wagtail's Editors and
Moderators nor Clinic staff have a part in it unless they are put in this group too. Who is in it sees no submission.
"""

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

EDITORS_GROUP_NAME = "Questionnaire editors"
EDITORS_CODENAMES = [f"{action}_questionnaire" for action in ("add", "change", "publish", "lock", "unlock")]


def ensure_editors_group() -> Group:
    """Make the group, or give it back what it needs; permissions that somebody added to it stay."""
    group, _ = Group.objects.get_or_create(name=EDITORS_GROUP_NAME)
    group.permissions.add(
        *Permission.objects.filter(
            Q(content_type__app_label="wagtailadmin", codename="access_admin")
            | Q(content_type__app_label="intake", codename__in=EDITORS_CODENAMES)
            | Q(content_type__app_label="simple_translation", codename="submit_translation")
        )
    )
    return group
