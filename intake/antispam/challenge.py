"""A short task for a visitor's device, or a short wait in its place; and how to tell that one of them was done.

The task is to find the number below LIMIT that hashes to a given value (static/js/moment.js): a second or three for a
telephone, never more than all of LIMIT, one hash for us to check. Whoever has no scripts waits. Nothing about it is
kept here: the challenge travels signed through the visitor's browser, is good for one purpose, and expires.
"""

import hashlib
import secrets
import time
from dataclasses import asdict, dataclass
from datetime import timedelta
from math import ceil
from typing import Self

from django.conf import settings
from django.core import signing

# On average half of it is tried.
MAX_NUMBER = 60_000
# Long: nobody is to be hurried. A purpose is so narrow that an old challenge is worth nothing elsewhere.
CHALLENGE_LIFETIME = timedelta(days=1)
CHALLENGE_SALT = "intake.proofs"


class InvalidChallenge(Exception):
    """Forged, expired, or asked for another purpose."""


@dataclass(frozen=True)
class Challenge:
    """What a visitor is asked. `carried` comes back as it was given: signed, so that nobody can drop it unseen."""

    seed: str
    target: str
    asked_at: float
    carried: str = ""

    @classmethod
    def new(cls, carried: str = "") -> Self:
        seed = secrets.token_hex(16)
        return cls(seed, hash_solution(seed, str(secrets.randbelow(MAX_NUMBER))), time.time(), carried)

    @classmethod
    def read(cls, token: str, purpose: str) -> Self:
        """The challenge that `token` made for this purpose. Raises Unreadable."""
        try:
            challenge = cls(**signing.loads(token, salt=f"{CHALLENGE_SALT}/{purpose}"))
        except (signing.BadSignature, UnicodeEncodeError) as error:
            # Half of a surrogate pair, which no form of ours holds, cannot even be looked at.
            raise InvalidChallenge from error
        # From when it was asked: each time its page is loaded again, it is signed anew.
        if time.time() - challenge.asked_at > CHALLENGE_LIFETIME.total_seconds():
            raise InvalidChallenge
        return challenge

    def token(self, purpose: str) -> str:
        return signing.dumps(asdict(self), salt=f"{CHALLENGE_SALT}/{purpose}")

    def is_solved_by(self, proof: str) -> bool:
        """Whether the number was found, or the wait is over."""
        return self.seconds_left == 0 or secrets.compare_digest(hash_solution(self.seed, proof), self.target)

    @property
    def limit(self) -> int:
        return MAX_NUMBER

    @property
    def seconds_left(self) -> int:
        """Of the wait. A clock that was set back holds nobody up."""
        waited = time.time() - self.asked_at
        return ceil(max(settings.PROOF_WAIT_SECONDS - waited, 0)) if waited >= 0 else 0


def hash_solution(seed: str, proof: str) -> str:
    return hashlib.sha256(f"{seed}:{proof}".encode(errors="replace")).hexdigest()
