"""Records in the audit who signed in, who tried to, who was locked out, and whom the admin refused a page.

A name that was typed is never stored: it may be a password in the wrong field. Of an account that exists the id is
stored. Repeated failures of one client are recorded once in a while, and those of all strangers together a bounded
number of times: so nobody can bury other entries, or keep holding the audit's lock, which is taken for one entry only.
"""

from datetime import timedelta

from allauth.account.adapter import get_adapter
from allauth.account.internal.userkit import get_user_by_username
from allauth.mfa.signals import authentication_failed
from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from fibro_site.accounts.known_devices import normalize_name
from intake.antispam import client_ip, rate_limit
from intake.antispam.rate_limit import Rate
from intake.audit import chain
from intake.enums import Action

# One entry for a client and a name tells as much as a hundred of them.
CLIENT_AND_NAME_AUDIT_RATE = Rate(1, timedelta(minutes=10))
CLIENT_AUDIT_RATE = Rate(20, timedelta(minutes=1))
STRANGERS_AUDIT_RATE = Rate(500, timedelta(seconds=10))
# The owner of an account is told of guesses, but not of each.
TELLING_RATE = Rate(1, timedelta(hours=1))
STAFF_AUDIT_RATE = Rate(30, timedelta(minutes=1))


def record_sign_in(user: AbstractUser) -> None:
    write_sign_in_entry(Action.SIGNED_IN, {}, by=user)


def record_failure(request: HttpRequest, action: Action, name: str, *, what: str) -> None:
    """Record that a sign-in failed or was locked out. `what` is "password" or "code"."""
    client = client_ip.identify_client(request)
    buckets = (
        (f"audit/{action}/{what}", f"{client} {normalize_name(name)}", CLIENT_AND_NAME_AUDIT_RATE),
        ("audit/client", client, CLIENT_AUDIT_RATE),
        ("audit/strangers", "", STRANGERS_AUDIT_RATE),
    )
    # Looked up in every case, so that the time of the response does not tell whether the account exists.
    account = get_user_by_username(name)
    if all(rate_limit.allow_attempt(*bucket) for bucket in buckets):
        write_sign_in_entry(action, {"what": what} | ({"account": str(account.pk)} if account else {}))
    if (
        action == Action.LOCKED_OUT
        and account
        and rate_limit.allow_attempt("locked-out", str(account.pk), TELLING_RATE)
    ):
        get_adapter(request).email_owner("account/email/locked_out", account, account.email, {})


@receiver(authentication_failed)
def record_wrong_code(request: HttpRequest, user: AbstractUser, **kwargs: object) -> None:
    record_failure(request, Action.SIGN_IN_FAILED, user.get_username(), what="code")


def record_refused_visit(member: AbstractUser, page: str) -> None:
    """Record that somebody who is signed in was refused a page of the admin, a bounded number of times."""
    if rate_limit.allow_attempt("audit/refused", str(member.pk), STAFF_AUDIT_RATE):
        write_sign_in_entry(Action.VISIT_REFUSED, {"page": page}, by=member)


def write_sign_in_entry(action: Action, detail: dict[str, str], *, by: AbstractUser | None = None) -> None:
    with transaction.atomic():
        chain.record_action(action, None, by=by, **detail)
