"""The patient's own page, held open for half an hour by a token in the browser, and by nothing else."""

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from intake.encryption import primitives
from intake.enums import Holder
from intake.models import PatientSession, Submission

SESSION_LIFETIME = timedelta(minutes=30)
TOKEN_BYTES = 32
TOKEN_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


class SessionNotFound(Exception):
    """No page is open with this token: forged, expired, or closed since."""


@dataclass(frozen=True)
class OwnPageAccess:
    """One submission, and what a code opens of it. It lives as long as the request."""

    submission: Submission
    holder: Holder
    key: bytes = field(repr=False)
    session: PatientSession = field(repr=False)

    @property
    def opens_answers(self) -> bool:
        """Whether `key` is the data key; with a code that staff gave it is the messages' key."""
        return self.holder is Holder.VISITOR


def start_session(submission: Submission, *, holder: Holder, key: bytes) -> str:
    """Hold a key for half an hour, and give the token that opens it, which is kept nowhere but in the browser."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session = PatientSession(
        token_hash=hash_session_token(token),
        submission=submission,
        holder=holder,
        expires_at=timezone.now() + SESSION_LIFETIME,
    )
    session.sealed_key = primitives.seal_bytes(derive_session_key(token), key, context=build_session_context(session))
    session.save(force_insert=True)
    return token


def find_access(token: str) -> OwnPageAccess:
    """What a token opens.

    Raises SessionNotFound.
    """
    if not TOKEN_SHAPE.fullmatch(token):
        raise SessionNotFound
    sessions = PatientSession.objects.select_related("submission__version").defer("submission__version__definition")
    session = sessions.filter(token_hash=hash_session_token(token), expires_at__gt=timezone.now()).first()
    if session is None:
        raise SessionNotFound
    key = primitives.unseal_bytes(derive_session_key(token), session.sealed_key, context=build_session_context(session))
    return OwnPageAccess(session.submission, Holder(session.holder), key, session)


def end_session(access: OwnPageAccess) -> None:
    PatientSession.objects.filter(pk=access.session.pk).delete()


def end_all_sessions(submission: Submission) -> None:
    """Close the page wherever it is open: its code no longer opens it."""
    submission.patient_sessions.all().delete()


def delete_expired_sessions() -> int:
    """Delete the sessions that have expired; gives their number."""
    return PatientSession.objects.filter(expires_at__lte=timezone.now()).delete()[0]


def hash_session_token(token: str) -> str:
    return hashlib.sha256(b"intake.patientsession/token:" + token.encode()).hexdigest()


def derive_session_key(token: str) -> bytes:
    return primitives.derive_key(token.encode(), "intake.patientsession/key")


def build_session_context(session: PatientSession) -> str:
    return primitives.build_seal_context("patientsession", session.pk, "key")
