"""Records in the audit who gave whom which rights: groups of accounts, permissions of groups, what groups may do with
pages and collections, accounts that are made, closed or opened again, and who may come in as somebody else: a name, a
password or an email address that was changed.

Wagtail tells who is at work in its admin, allauth who is on the pages of an account. What a command, a shell or the
start of the site changes is recorded as the site's, with the name of the command. Changes that bypass the models
(`QuerySet.update`, SQL) are not seen.
"""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from allauth.core import context
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.dispatch import receiver
from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.log_actions import get_active_log_context
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from intake.audit import chain
from intake.audit.site_actor import SITE
from intake.enums import Action

CHANGES = {"post_add": "added", "post_remove": "removed", "pre_clear": "cleared"}
RIGHTS = ("is_active", "is_staff", "is_superuser")
# By these somebody comes in. What they were and are stands in no entry.
IDENTITY = ("username", "password", "email")


def get_actor() -> chain.Actor | None:
    """Return who changes rights: somebody who is signed in, or the site itself, as in a command."""
    user = get_active_log_context().user or getattr(context.request, "user", None)
    return user if isinstance(user, User) else SITE


def record_change(**detail: str) -> None:
    actor = get_actor()
    if actor is None:
        return
    if actor is SITE:
        detail["through"] = get_program_name()
    with transaction.atomic():
        chain.record_action(Action.RIGHTS_CHANGED, None, by=actor, **detail)


def get_program_name() -> str:
    """Return the page that a stranger is on, as to reset a password; or else the program that runs and its command,
    such as `manage.py shell`, without what else was typed.
    """
    if context.request and context.request.resolver_match:
        return str(context.request.resolver_match.view_name)
    program = Path(sys.argv[0]).name
    return " ".join([program, *sys.argv[1:2]]) if program == "manage.py" else program


@receiver(m2m_changed, sender=User.groups.through)
@receiver(m2m_changed, sender=User.user_permissions.through)
@receiver(m2m_changed, sender=Group.permissions.through)
def record_relation(
    sender: type[Model], instance: Model, action: str, model: type[Model], pk_set: set[int] | None, **_kwargs: Any
) -> None:
    """Record that groups or permissions were added to an account or a group, or taken from it."""
    if action not in CHANGES:
        return
    which = list_related(sender, instance, model) if pk_set is None else pk_set
    if not which:
        return
    owner = "group" if isinstance(instance, Group) else "account"
    what = f"{model._meta.model_name} {CHANGES[action]}"
    record_change(**{owner: str(instance.pk), "what": what, "which": ",".join(str(pk) for pk in sorted(which))})


def list_related(through: type[Model], instance: Model, model: type[Model]) -> set[int]:
    """Return the ids of all rows that are related, for a relation that is about to be cleared."""
    rows = through._base_manager.filter(**{instance._meta.model_name or "": instance.pk})
    return set(rows.values_list(f"{model._meta.model_name}_id", flat=True))


@receiver(pre_save, sender=User)
def record_account(instance: User, update_fields: frozenset[str] | None = None, **_kwargs: Any) -> None:
    """Record that an account was made, closed or opened again, or made an administrator, or given another
    name, password or email address.
    """
    # As Django hashes a password again, with more rounds, at a sign-in. Only `set_password` sets `_password`.
    if update_fields == frozenset({"password"}) and getattr(instance, "_password", None) is None:
        return
    before = User.objects.filter(pk=instance.pk).values(*RIGHTS, *IDENTITY).first() if instance.pk else None
    if before is None:
        record_change(account=instance.get_username(), what="made")
        return
    changed = [f"{name}={getattr(instance, name)}" for name in RIGHTS if before[name] != getattr(instance, name)]
    changed += [f"{name} changed" for name in IDENTITY if before[name] != getattr(instance, name)]
    if changed:
        record_change(account=str(instance.pk), what=" ".join(changed))


@hooks.register("before_bulk_action")
def record_bulk_activity(request: HttpRequest, action_type: str, objects: Iterable[Model], action: BulkAction) -> None:
    """Record which accounts are closed or opened again together: they are not saved one by one."""
    if action.model is User and action_type == "set_active_state":
        is_active = action.cleaned_form.cleaned_data["mark_as_active"]
        for user in objects:
            if isinstance(user, User) and user.is_active != is_active:
                record_change(account=str(user.pk), what=f"is_active={is_active}")


@receiver(post_delete, sender=User)
@receiver(post_delete, sender=Group)
def record_deletion(instance: User | Group, **_kwargs: Any) -> None:
    record_change(**{instance._meta.model_name or "": str(instance.pk), "name": str(instance), "what": "deleted"})


@receiver(post_save, sender=GroupPagePermission)
@receiver(post_save, sender=GroupCollectionPermission)
def record_place_given(instance: GroupPagePermission | GroupCollectionPermission, **_kwargs: Any) -> None:
    record_place(instance, "added")


@receiver(post_delete, sender=GroupPagePermission)
@receiver(post_delete, sender=GroupCollectionPermission)
def record_place_taken(instance: GroupPagePermission | GroupCollectionPermission, **_kwargs: Any) -> None:
    record_place(instance, "removed")


def record_place(instance: GroupPagePermission | GroupCollectionPermission, change: str) -> None:
    """Record what a group may do from now on with a page or a collection and all below it, or no longer."""
    kind = "page" if isinstance(instance, GroupPagePermission) else "collection"
    record_change(
        group=str(instance.group_id),
        what=f"{kind} permission {change}",
        which=str(instance.permission_id),
        **{kind: str(getattr(instance, f"{kind}_id"))},
    )
