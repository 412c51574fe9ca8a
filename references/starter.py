"""Loads the works that the starter articles cite."""

import json
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from references.models import Reference

STARTER_FILE = Path(__file__).with_name("starter.json")
# Wagtail's own groups, whose members write and publish.
EDITORIAL_GROUPS = ("Editors", "Moderators")


@transaction.atomic
def load_starter_works() -> None:
    """Fill an empty library, and give Wagtail's editorial groups the permissions to keep it.

    A library with any work in it is left as it is.
    """
    if Reference.objects.exists():
        return
    for work in read_starter_works():
        Reference.objects.create(key=work["csl"]["id"], **work)
    codenames = [f"{verb}_reference" for verb in ("add", "change", "delete")]
    permissions = Permission.objects.filter(content_type__app_label="references", codename__in=codenames)
    for group in Group.objects.filter(name__in=EDITORIAL_GROUPS):
        group.permissions.add(*permissions)


def read_starter_works() -> list[dict[str, Any]]:
    """Return the columns of each starter work. What `csl` says is from the journals and indexes, to the letter."""
    works: list[dict[str, Any]] = json.loads(STARTER_FILE.read_text(encoding="utf-8"))
    return works
