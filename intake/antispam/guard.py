"""Decides whether a program may be beginning or sending a questionnaire, and what its visitor then does to go on.

Nobody is refused (docs/adr/0013-doubtful-submissions.md). A suspicious visitor gets a challenge: their device does a
short calculation, or they wait some seconds and press the button again. What is sent then is marked for staff.
A visitor who was only fast is asked for nothing, and marked: some people are fast.
"""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from intake.antispam import client_ip, rate_limit, signals
from intake.antispam.challenge import CHALLENGE_LIFETIME, Challenge, InvalidChallenge
from intake.antispam.rate_limit import Rate
from intake.models import Draft

# A field that no person sees (templates/intake/visitor/decoy.html). No browser or password manager fills in its name.
DECOY_FIELD = "remark"
CHALLENGE_FIELD, PROOF_FIELD = ":challenge", ":proof"
# One challenge lets one draft be begun.
SINGLE_USE_RATE = Rate(at_once=1, interval=CHALLENGE_LIFETIME)
# One challenge lets one draft be sent. The attempts after the first are for double clicks and broken connections.
CHALLENGE_ATTEMPT_RATE = Rate(at_once=5, interval=timedelta(minutes=1))
# A calculation is cheap for a program. Whoever begins more than this, one challenge after another, has to wait: each
# draft is a row.
CLIENT_CHALLENGE_RATE = Rate(at_once=120, interval=timedelta(seconds=30))
START_PURPOSE = "start"
# Posted, and carried through a challenge, by a visitor who begins again in place of a draft.
START_AGAIN_FIELD = "again"


class ChallengeRequired(Exception):
    """A suspicious visitor must meet this challenge first. With `is_early` they came back before the wait was over."""

    def __init__(self, challenge: Challenge, purpose: str, *, is_early: bool = False) -> None:
        super().__init__(purpose)
        self.challenge = challenge
        self.purpose = purpose
        self.is_early = is_early

    @property
    def token(self) -> str:
        return self.challenge.to_token(self.purpose)


class TooManyStarts(Exception):
    """So many have begun from one IP address, challenges included, that nobody there can begin just now."""


def guard_start(request: HttpRequest) -> None:
    """Let a visitor begin. Raise ChallengeRequired if too many have begun from one IP address.

    A challenge that was met lets one draft be begun. There is nothing yet to bind it to, so its uses are counted. Raise
    TooManyStarts if far too many have begun with one.
    """
    challenge = read_solved_challenge(request, START_PURPOSE)
    if challenge is not None and rate_limit.allow_attempt("proof", challenge.seed, SINGLE_USE_RATE):
        if not rate_limit.allow_attempt(
            "start-after-moment/client", client_ip.identify_client(request), CLIENT_CHALLENGE_RATE
        ):
            raise TooManyStarts
        return
    rate = Rate(settings.STARTS_AT_ONCE, timedelta(seconds=settings.START_INTERVAL_SECONDS))
    if not rate_limit.allow_attempt("start/client", client_ip.identify_client(request), rate):
        carried = START_AGAIN_FIELD if START_AGAIN_FIELD in request.POST else ""
        raise ChallengeRequired(Challenge.create(carried), START_PURPOSE)


def guard_submission(request: HttpRequest, draft: Draft, *, steps: int) -> str:
    """Let a visitor send a draft with so many steps, and return the spam signals to store with it.

    Raise ChallengeRequired for any signal but speed, until the challenge is met. The challenge is bound to the draft as
    it stands, which can be sent once only. It can be tried a few times, since each attempt costs the stretching of a
    code.
    """
    purpose = build_send_purpose(draft)
    challenge = read_solved_challenge(request, purpose)
    if challenge is not None:
        if not rate_limit.allow_attempt("proof/send", challenge.seed, CHALLENGE_ATTEMPT_RATE):
            raise ChallengeRequired(Challenge.create(challenge.carried), purpose)
        return challenge.carried
    found = collect_signals(request, draft, steps=steps)
    if found.keys() - {signals.TOO_FAST}:
        raise ChallengeRequired(Challenge.create(signals.format_signals(found)), purpose)
    return signals.format_signals(found)


def build_send_purpose(draft: Draft) -> str:
    """Return the purpose of a challenge for sending this draft as it stands."""
    return f"send/{draft.pk}/{draft.revision}"


def restore_challenge(token: str, purpose: str, *, is_early: bool) -> ChallengeRequired | None:
    """Return the challenge of a token, to show it; None if it is invalid or has expired."""
    try:
        return ChallengeRequired(Challenge.from_token(token, purpose), purpose, is_early=is_early)
    except InvalidChallenge:
        return None


def read_solved_challenge(request: HttpRequest, purpose: str) -> Challenge | None:
    """Return the valid challenge that a form posts back, or None. Raise ChallengeRequired while it is not met."""
    try:
        challenge = Challenge.from_token(request.POST.get(CHALLENGE_FIELD, ""), purpose)
    except InvalidChallenge:
        return None
    if not challenge.is_solved_by(request.POST.get(PROOF_FIELD, "")):
        raise ChallengeRequired(challenge, purpose, is_early=True)
    return challenge


def collect_signals(request: HttpRequest, draft: Draft, *, steps: int) -> dict[str, int | None]:
    """Return the spam signals of a submission (intake/antispam/signals.py). It counts for its client's rate limit."""
    found: dict[str, int | None] = {}
    if request.POST.get(DECOY_FIELD):
        found[signals.HIDDEN_FIELD] = None
    seconds = int((timezone.now() - draft.created_at).total_seconds())
    # It is negative if the clock was set back.
    if 0 <= seconds < steps * settings.LEAST_SECONDS_A_STEP:
        found[signals.TOO_FAST] = seconds
    rate = Rate(settings.SENDS_AT_ONCE, timedelta(seconds=settings.SEND_INTERVAL_SECONDS))
    if not rate_limit.allow_attempt("send/client", client_ip.identify_client(request), rate):
        found[signals.TOO_MANY] = None
    return found
