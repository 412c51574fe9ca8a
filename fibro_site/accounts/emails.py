"""Emails to the owner of an account about every change to it, whoever made it and wherever.

An account has one email address: the one that an administrator entered, or that its owner has confirmed
(fibro_site/accounts/email_change.py). The email always goes to the address from before the change.
"""

from allauth.account.adapter import get_adapter
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models.signals import pre_save
from django.dispatch import receiver

User = get_user_model()
# Sent below when the row is saved, because the admin and commands make these changes too.
TEMPLATES_SENT_ON_SAVE = {
    "account/email/password_changed",
    "account/email/password_set",
    "account/email/password_reset",
    "account/email/email_changed",
    "account/email/email_deleted",
}


@receiver(pre_save, sender=User)
def email_account_changes(
    instance: AbstractUser, update_fields: frozenset[str] | None = None, **kwargs: object
) -> None:
    """Email the owner that the password or the address has changed."""
    saved = {"email", "password"} if update_fields is None else {"email", "password"} & set(update_fields)
    before = (
        User.objects.filter(pk=instance.pk).values_list("email", flat=True).first() if instance.pk and saved else None
    )
    if not before:
        return
    # Only `set_password` sets this attribute; upgrading the hash at sign-in, to more rounds, does not.
    if "password" in saved and getattr(instance, "_password", None) is not None:
        email_owner_on_commit(instance, "account/email/password_changed", before)
    if "email" in saved and instance.email.lower() != before.lower():
        email_owner_on_commit(
            instance, "account/email/email_changed", before, from_email=before, to_email=instance.email
        )


def email_owner_on_commit(user: AbstractUser, template: str, email: str, **words: str) -> None:
    adapter = get_adapter()
    transaction.on_commit(lambda: adapter.email_owner(template, user, email, words))
