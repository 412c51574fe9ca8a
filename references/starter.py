"""The works that the starter article cites."""

import json
from pathlib import Path

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from references.models import Reference

WORKS = Path(__file__).with_name("starter.json")
# Wagtail's own groups, whose members write and publish.
EDITORIAL_GROUPS = ("Editors", "Moderators")


@transaction.atomic
def load() -> None:
    """Fill an empty library, and let Wagtail's editorial groups add and change works.

    A library that holds anything is left as it is.
    """
    if Reference.objects.exists():
        return
    for work in json.loads(WORKS.read_text(encoding="utf-8")):
        Reference.objects.create(key=work["csl"]["id"], **work)
    permissions = Permission.objects.filter(
        content_type__app_label="references", codename__in=["add_reference", "change_reference"]
    )
    for group in Group.objects.filter(name__in=EDITORIAL_GROUPS):
        group.permissions.add(*permissions)
