"""Where somebody is signed in, and how those sessions are ended.

No table says whose a session is. The clinic has few open ones, since each ends soon after its last use, so all of them
are unsealed to find those of an account.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext

from fibro_site.accounts.devices import describe_device, name_device
from fibro_site.accounts.sessions import hash_session_key, unseal_data
from intake.audit import chain
from intake.enums import Action

# What a session remembers, in seconds since 1970, and the device in the two words of `name_device`.
BEGAN_KEY, USED_KEY, DEVICE_KEY = "fibro-session-began", "fibro-session-used", "fibro-session-device"


@dataclass(frozen=True)
class OpenSession:
    """A session as its owner is shown it. The row's key opens nothing: the cookie has another."""

    row_key: str
    device: str
    began_at: datetime | None
    used_at: datetime | None


def begin_session(session: SessionBase, user_agent: str) -> None:
    """Have a session remember when it began, and on what device."""
    now = int(timezone.now().timestamp())
    session.update({BEGAN_KEY: now, USED_KEY: now, DEVICE_KEY: name_device(user_agent)})


def list_open_sessions(account: AbstractUser) -> list[OpenSession]:
    """Return the account's sessions, the last one used first."""
    found = [build_session(key, data) for key, data in read_open_rows() if is_session_of(account, data)]
    return sorted(found, key=lambda one: one.used_at or datetime.min.replace(tzinfo=UTC), reverse=True)


def count_open_sessions() -> dict[str, int]:
    """Return how many sessions each account has, by its id as text; also those that a new password has ended."""
    counts: dict[str, int] = {}
    for _key, data in read_open_rows():
        if account := data.get(SESSION_KEY):
            counts[str(account)] = counts.get(str(account), 0) + 1
    return counts


def end_sessions(
    account: AbstractUser, *, by: AbstractUser, wanted: Callable[[OpenSession], bool] = lambda _session: True
) -> int:
    """End the sessions of an account that are wanted gone, and return how many. The audit says so."""
    keys = [one.row_key for one in list_open_sessions(account) if wanted(one)]
    if keys:
        with transaction.atomic():
            Session.objects.filter(session_key__in=keys).delete()
            chain.record_action(Action.SESSIONS_ENDED, by=by, account=str(account.pk), number=str(len(keys)))
    return len(keys)


def is_current(session: SessionBase) -> Callable[[OpenSession], bool]:
    """Return what tells the session of a request from others."""
    current = hash_session_key(session.session_key)
    return lambda one: one.row_key == current


def read_open_rows() -> Iterator[tuple[str, dict[str, object]]]:
    rows = Session.objects.filter(expire_date__gt=timezone.now()).values_list("session_key", "session_data")
    return ((key, unseal_data(key, data)) for key, data in rows.iterator())


def is_session_of(account: AbstractUser, data: dict[str, object]) -> bool:
    """Return whether a session signs this account in: those from before its last new password do not."""
    hashes = [account.get_session_auth_hash(), *account.get_session_auth_fallback_hash()]
    stored = str(data.get(HASH_SESSION_KEY, ""))
    return (
        data.get(SESSION_KEY) == str(account.pk)
        and BACKEND_SESSION_KEY in data
        and any(constant_time_compare(stored, one) for one in hashes)
    )


def build_session(row_key: str, data: dict[str, object]) -> OpenSession:
    began, used, device = (data.get(key) for key in (BEGAN_KEY, USED_KEY, DEVICE_KEY))
    words = describe_device(device) if isinstance(device, list) else gettext("Unknown device")
    return OpenSession(row_key, words, read_moment(began), read_moment(used))


def read_moment(seconds: object) -> datetime | None:
    return datetime.fromtimestamp(seconds, tz=UTC) if isinstance(seconds, int) else None
