"""A challenge: a short calculation for a visitor's device, or a short wait in its place.

The task is to find the number up to MAX_NUMBER that hashes to a given value (static/js/moment.js): a telephone takes a
second or three and never tries more than all numbers, and we check one hash. Whoever has no scripts waits. Nothing is
stored here: the challenge travels signed through the visitor's browser, is valid for one purpose, and expires.
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

# On average half of the numbers are tried.
MAX_NUMBER = 60_000
# Long, since nobody is to be hurried. A purpose is so narrow that an old challenge is worth nothing elsewhere.
CHALLENGE_LIFETIME = timedelta(days=1)
CHALLENGE_SALT = "intake.proofs"


class InvalidChallenge(Exception):
    """The token is forged, has expired, or was issued for another purpose."""


@dataclass(frozen=True)
class Challenge:
    """A task for a visitor. `carried` comes back as it was given: it is signed too, so that nobody can drop it."""

    seed: str
    target: str
    # In seconds since the epoch.
    asked_at: float
    carried: str = ""

    @classmethod
    def create(cls, carried: str = "") -> Self:
        seed = secrets.token_hex(16)
        return cls(seed, hash_solution(seed, str(secrets.randbelow(MAX_NUMBER))), time.time(), carried)

    @classmethod
    def from_token(cls, token: str, purpose: str) -> Self:
        """Return the challenge of a token that was issued for this purpose. Raise InvalidChallenge."""
        try:
            challenge = cls(**signing.loads(token, salt=f"{CHALLENGE_SALT}/{purpose}"))
        except (signing.BadSignature, UnicodeEncodeError) as error:
            # Half of a surrogate pair, which no form of ours contains, cannot even be checked.
            raise InvalidChallenge from error
        # Not from the signature's own time: each time the page is loaded again, the challenge is signed anew.
        if time.time() - challenge.asked_at > CHALLENGE_LIFETIME.total_seconds():
            raise InvalidChallenge
        return challenge

    def to_token(self, purpose: str) -> str:
        return signing.dumps(asdict(self), salt=f"{CHALLENGE_SALT}/{purpose}")

    def is_solved_by(self, proof: str) -> bool:
        """Return whether the number was found, or the wait is over."""
        return self.seconds_left == 0 or secrets.compare_digest(hash_solution(self.seed, proof), self.target)

    @property
    def limit(self) -> int:
        return MAX_NUMBER

    @property
    def seconds_left(self) -> int:
        """The seconds until the wait is over. After a clock was set back, nobody waits."""
        waited = time.time() - self.asked_at
        return ceil(max(settings.PROOF_WAIT_SECONDS - waited, 0)) if waited >= 0 else 0


def hash_solution(seed: str, proof: str) -> str:
    return hashlib.sha256(f"{seed}:{proof}".encode(errors="replace")).hexdigest()
