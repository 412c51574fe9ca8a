"""Whether a session has used a second factor.

What counts is the session and not the account: that an account has a factor does not tell who is using it now.
"""

from allauth.account.authentication import get_authentication_records

# Adding a factor proves that its owner has it; allauth has no public function that tells the session so.
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.dispatch import receiver
from django.http import HttpRequest

FACTOR_TYPES = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def needs_second_factor(request: HttpRequest, user: AbstractBaseUser | AnonymousUser) -> bool:
    """Return whether somebody is signed in who has to use a second factor first."""
    return settings.REQUIRE_MFA and user.is_authenticated and not has_used_second_factor(request, user)


def has_used_second_factor(request: HttpRequest, user: AbstractBaseUser | AnonymousUser) -> bool:
    """Return whether a factor that the account still has was used to open or to confirm this session."""
    records = get_authentication_records(request, user)
    used = [record["id"] for record in records if record["method"] == "mfa" and "id" in record]
    return bool(used) and Authenticator.objects.filter(user_id=user.pk, pk__in=used).exists()


@receiver(authenticator_added)
def record_first_factor(
    request: HttpRequest, user: AbstractBaseUser, authenticator: Authenticator, **kwargs: object
) -> None:
    """Count adding an account's first factor as using it. Adding another one needs a session that used one before."""
    others = Authenticator.objects.filter(user_id=user.pk, type__in=FACTOR_TYPES).exclude(pk=authenticator.pk)
    if authenticator.type in FACTOR_TYPES and not others.exists():
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
