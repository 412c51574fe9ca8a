"""Keeps somebody in charge: no page of the admin takes the last account that manages submissions, or that gives rights.

Else nobody could let a colleague in any more, or place a legal hold, but whoever has the machine. Two people who take
each other's rights at the same moment wait for one another.
"""

from collections.abc import Iterable

from django.contrib.auth.models import Permission, User
from django.db import DEFAULT_DB_ALIAS
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake.staff.access import MANAGE_PERMISSION

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"
ADMINISTER_PERMISSION = "auth.change_user"
SENTENCES: dict[str, str | Promise] = {
    MANAGE_PERMISSION: _(
        "Nothing was changed: nobody would be left who manages submissions. Make somebody else a manager first."
    ),
    ADMINISTER_PERMISSION: _(
        "Nothing was changed: nobody would be left who can give rights. Make somebody else an administrator first."
    ),
}


def lock_rights() -> None:
    """Wait for whoever else is about to change rights, until the end of the caller's transaction."""
    codename = MANAGE_PERMISSION.partition(".")[2]
    locked = Permission.objects.using(DEFAULT_DB_ALIAS).select_for_update(of=("self",), no_key=True)
    list(locked.filter(content_type__app_label="intake", codename=codename))


def list_held() -> list[str]:
    """Return which of the permissions somebody has whose account is open."""
    return [name for name in SENTENCES if User.objects.with_perm(name, backend=MODEL_BACKEND).exists()]


def find_lost(before: Iterable[str]) -> list[str | Promise]:
    """Return a sentence for each permission that somebody had before, and nobody has now."""
    held = list_held()
    return [SENTENCES[name] for name in before if name not in held]
