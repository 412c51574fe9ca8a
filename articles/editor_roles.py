"""What the groups of those who make pages may do: authors, editors, medical reviewers and publishers.

Migration 0006 creates the groups, with their permissions for pages, images and documents. Those are given once, because
administrators may narrow them to a section of the site. What stands here is given again at every start, so that a new
version of the site can add to it; whatever somebody added stays, and a group that was deleted is not created again.

Wagtail's own groups, Editors and Moderators, stay for the sites that use them.
"""

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from articles.models.medical_review import REVIEWER_GROUP

AUTHOR, EDITOR, MEDICAL_REVIEWER, PUBLISHER = "Author", "Editor", REVIEWER_GROUP, "Publisher"
TRANSLATING = ("wagtail_localize.submit_translation",)
# Which account may sign as which person.
LINKING_ACCOUNTS = ("articles.link_account",)
DESCRIBING_CHANGES = ("articles.change_correction",)
KEEPING_THE_LIBRARY = ("references.add_reference", "references.change_reference", "references.delete_reference")
# What stands first when readers look for a word.
PROMOTING_RESULTS = tuple(f"wagtailsearchpromotions.{what}_searchpromotion" for what in ("add", "change", "delete"))
# Who may let medical content go to readers without a sign-off, for a reason that is kept.
PUBLISHING_UNSIGNED = ("articles.add_publicationreason",)
RUNNING_THE_SITE = (
    "articles.change_reviewsettings",
    "articles.change_clinicsettings",
    "references.change_citationsettings",
    "wagtailredirects.add_redirect",
    "wagtailredirects.change_redirect",
    "wagtailredirects.delete_redirect",
)
SHARED_RECORDS = ("faqentry", "topic", "glossaryterm")
# As with pages, editors write and publishers publish.
WRITING_SHARED_TEXTS = tuple(f"articles.{verb}_{record}" for verb in ("add", "change") for record in SHARED_RECORDS)
KEEPING_SHARED_TEXTS = (
    *WRITING_SHARED_TEXTS,
    *(f"articles.delete_{record}" for record in SHARED_RECORDS),
    "articles.publish_faqentry",
    "articles.publish_glossaryterm",
)
ROLE_PERMISSIONS: dict[str, tuple[str, ...]] = {
    AUTHOR: ("references.add_reference",),
    EDITOR: (*KEEPING_THE_LIBRARY, *TRANSLATING, *PROMOTING_RESULTS, *DESCRIBING_CHANGES, *WRITING_SHARED_TEXTS),
    # They review what registers say of the works, too.
    MEDICAL_REVIEWER: ("references.change_reference",),
    PUBLISHER: (
        *KEEPING_THE_LIBRARY,
        *TRANSLATING,
        *PROMOTING_RESULTS,
        *DESCRIBING_CHANGES,
        *LINKING_ACCOUNTS,
        *PUBLISHING_UNSIGNED,
        *RUNNING_THE_SITE,
        *KEEPING_SHARED_TEXTS,
    ),
    "Editors": (*TRANSLATING, *PROMOTING_RESULTS, *DESCRIBING_CHANGES, *WRITING_SHARED_TEXTS),
    "Moderators": (
        *TRANSLATING,
        *PROMOTING_RESULTS,
        *DESCRIBING_CHANGES,
        *PUBLISHING_UNSIGNED,
        *KEEPING_SHARED_TEXTS,
    ),
}


def ensure_editor_roles() -> None:
    """Give each group that still exists its permissions. Any others that it has stay."""
    for group in Group.objects.filter(name__in=ROLE_PERMISSIONS):
        group.permissions.add(*list_permissions(ROLE_PERMISSIONS[group.name]))


def list_permissions(names: tuple[str, ...]) -> list[Permission]:
    """Return the permissions of these names, such as `references.add_reference`. Unknown ones are left out."""
    wanted = Q()
    for app_label, codename in (name.split(".") for name in names):
        wanted |= Q(content_type__app_label=app_label, codename=codename)
    return list(Permission.objects.filter(wanted))
