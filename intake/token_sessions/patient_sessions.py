"""The sessions of the patient's own page: each is open for half an hour, by a token that only the browser holds."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from intake.encryption import primitives
from intake.enums import Holder
from intake.models import PatientSession, Submission
from intake.token_sessions import tokens

SESSION_LIFETIME = timedelta(minutes=30)


class SessionNotFound(Exception):
    """No session is open with this token: it is forged, has expired, or was closed."""


@dataclass(frozen=True)
class OwnPageAccess:
    """One submission, and the key that a code unwrapped of it. It lives as long as the request."""

    submission: Submission
    holder: Holder
    key: bytes = field(repr=False)
    session: PatientSession = field(repr=False)

    @property
    def opens_answers(self) -> bool:
        """Whether `key` is the data key. With a code that staff gave it is the messages' key."""
        return self.holder is Holder.VISITOR


def start_session(submission: Submission, *, holder: Holder, key: bytes) -> str:
    """Store the key, sealed, for half an hour, and return the token that opens it, which only the browser keeps."""
    token = tokens.generate_token()
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
    """Return what a token opens. Raise SessionNotFound if it opens nothing."""
    if not tokens.is_token(token):
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
    """Close the own page in every browser, once its code no longer opens it."""
    submission.patient_sessions.all().delete()


def delete_expired_sessions() -> int:
    """Delete the sessions that have expired, and return their number."""
    return PatientSession.objects.filter(expires_at__lte=timezone.now()).delete()[0]


def hash_session_token(token: str) -> str:
    return tokens.hash_token(token, purpose="intake.patientsession/token")


def derive_session_key(token: str) -> bytes:
    return primitives.derive_key(token.encode(), "intake.patientsession/key")


def build_session_context(session: PatientSession) -> str:
    return primitives.build_seal_context("patientsession", session.pk, "key")
