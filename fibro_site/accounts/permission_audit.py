"""Records in the audit who gave whom which rights: groups of accounts, permissions of groups, accounts that are made,
closed or opened again.

Wagtail tells who is at work in its admin. What a command does, or the start of the site, is not recorded.
"""

from typing import Any

from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, pre_save
from django.dispatch import receiver
from wagtail.log_actions import get_active_log_context

from intake.audit import chain
from intake.enums import Action

CHANGES = {"post_add": "added", "post_remove": "removed", "pre_clear": "cleared"}
RIGHTS = ("is_active", "is_staff", "is_superuser")


def get_acting_user() -> User | None:
    """Return who is at work in the admin; None outside it, as in a command."""
    user = get_active_log_context().user
    return user if isinstance(user, User) else None


def record_change(**detail: str) -> None:
    """Record a change of rights that somebody makes in the admin."""
    user = get_acting_user()
    if user is not None:
        with transaction.atomic():
            chain.record_action(Action.RIGHTS_CHANGED, None, by=user, **detail)


@receiver(m2m_changed, sender=User.groups.through)
@receiver(m2m_changed, sender=User.user_permissions.through)
@receiver(m2m_changed, sender=Group.permissions.through)
def record_relation(instance: Model, action: str, model: type[Model], pk_set: set[int] | None, **_kwargs: Any) -> None:
    """Record that groups or permissions were added to an account or a group, or taken from it."""
    if action not in CHANGES or pk_set == set():
        return
    which = ",".join(str(pk) for pk in sorted(pk_set or ()))
    owner = "group" if isinstance(instance, Group) else "account"
    record_change(**{owner: str(instance.pk), "what": f"{model._meta.model_name} {CHANGES[action]}", "which": which})


@receiver(pre_save, sender=User)
def record_account(instance: User, **_kwargs: Any) -> None:
    """Record that an account was made, closed or opened again, or made an administrator."""
    before = User.objects.filter(pk=instance.pk).values(*RIGHTS).first() if instance.pk else None
    if before is None:
        record_change(account=instance.get_username(), what="made")
        return
    changed = [f"{name}={getattr(instance, name)}" for name in RIGHTS if before[name] != getattr(instance, name)]
    if changed:
        record_change(account=str(instance.pk), what=" ".join(changed))


@receiver(post_delete, sender=User)
@receiver(post_delete, sender=Group)
def record_deletion(instance: User | Group, **_kwargs: Any) -> None:
    record_change(**{instance._meta.model_name or "": str(instance.pk or instance), "what": "deleted"})
