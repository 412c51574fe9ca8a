"""What is written to the owner of an account: every change to it, whoever made it and wherever.

An account has one e-mail address: the one that an administrator gave, or that its owner has proved to read
(fibro_site/accounts/email_change.py). Told is always the address that was there before the change.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models.signals import pre_save
from django.dispatch import receiver

User = get_user_model()
# These are told below, when the row is saved, because the admin and commands change them too.
TEMPLATES_SENT_ON_SAVE = {
    "account/email/password_changed",
    "account/email/password_set",
    "account/email/password_reset",
    "account/email/email_changed",
    "account/email/email_deleted",
}


@receiver(pre_save, sender=User)
def email_account_changes(instance: AbstractUser, update_fields: frozenset[str] | None = None, **kwargs: Any) -> None:
    """Tell the owner that the password or the address is another one from now on."""
    saved = {"email", "password"} if update_fields is None else {"email", "password"} & set(update_fields)
    before = (
        User.objects.filter(pk=instance.pk).values_list("email", flat=True).first() if instance.pk and saved else None
    )
    if not before:
        return
    # Only `set_password` leaves this behind; a hash that is merely made again at sign-in, with more rounds, does not.
    if "password" in saved and getattr(instance, "_password", None) is not None:
        email_owner_on_commit(instance, "account/email/password_changed", before)
    if "email" in saved and instance.email.lower() != before.lower():
        email_owner_on_commit(
            instance, "account/email/email_changed", before, from_email=before, to_email=instance.email
        )


def email_owner_on_commit(user: AbstractUser, template: str, email: str, **words: str) -> None:
    adapter = get_adapter()
    transaction.on_commit(lambda: adapter.email_owner(template, user, email, words))
