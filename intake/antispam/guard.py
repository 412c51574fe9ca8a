"""Whether it may be a program that begins, or sends, a questionnaire; and what a visitor then does to go on.

Nobody is refused (docs/adr/0013-doubtful-submissions.md). Who looks suspicious is asked for a moment: their device
does a short calculation, or they wait some seconds and press the button again. What is sent then is marked for staff.
Who was only quick is asked for nothing, and marked: some people are quick.
"""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from intake.antispam import rate_limit, signals
from intake.antispam.challenge import CHALLENGE_LIFETIME, Challenge, InvalidChallenge
from intake.antispam.rate_limit import Rate
from intake.models import Draft

# A field that no person sees (templates/intake/visitor/decoy.html): no browser and no password manager knows its name.
DECOY_FIELD = "remark"
CHALLENGE_FIELD, PROOF_FIELD = ":challenge", ":proof"
SINGLE_USE_RATE = Rate(at_once=1, interval=CHALLENGE_LIFETIME)
# One challenge lets one draft be sent; the tries beyond the first are for clicks and connections that break.
CHALLENGE_ATTEMPT_RATE = Rate(at_once=5, interval=timedelta(minutes=1))
# A calculation is cheap for a program. Who begins more than this, moment after moment, is put off: each draft is a row.
CLIENT_CHALLENGE_RATE = Rate(at_once=120, interval=timedelta(seconds=30))
START_PURPOSE = "start"
START_AGAIN_FIELD = "again"  # carried by whoever begins in place of a draft of theirs


class ChallengeRequired(Exception):
    """A suspicious visitor, who is to be asked this first. `is_early`: they have come back before the wait was over."""

    def __init__(self, challenge: Challenge, purpose: str, *, is_early: bool = False) -> None:
        super().__init__(purpose)
        self.challenge = challenge
        self.purpose = purpose
        self.is_early = is_early

    @property
    def token(self) -> str:
        return self.challenge.token(self.purpose)


class TooManyStarts(Exception):
    """So many have begun from one place, moments and all, that no more can just now."""


def guard_start(request: HttpRequest) -> None:
    """Let somebody begin. Raises MomentNeeded where too many have begun from one place.

    A challenge that was met lets one draft be begun: there is nothing yet that it could be bound to, so that it is
    counted. Raises TooManyBegun where far too many have.
    """
    challenge = read_solved_challenge(request, START_PURPOSE)
    if challenge is not None and rate_limit.allow_attempt("proof", challenge.seed, SINGLE_USE_RATE):
        if not rate_limit.allow_attempt(
            "start-after-moment/client", rate_limit.identify_client(request), CLIENT_CHALLENGE_RATE
        ):
            raise TooManyStarts
        return
    rate = Rate(settings.STARTS_AT_ONCE, timedelta(seconds=settings.START_INTERVAL_SECONDS))
    if not rate_limit.allow_attempt("start/client", rate_limit.identify_client(request), rate):
        raise ChallengeRequired(
            Challenge.new(carried=START_AGAIN_FIELD if START_AGAIN_FIELD in request.POST else ""), START_PURPOSE
        )


def guard_submission(request: HttpRequest, draft: Draft, *, steps: int) -> str:
    """Let somebody send a draft in which they answered so many steps; gives what speaks against their being a person.

    Raises MomentNeeded if anything but haste does, until the challenge is met. It is bound to the draft as it stands,
    which can be sent once only; and tried a few times, since each try costs the stretching of a code.
    """
    purpose = build_send_purpose(draft)
    challenge = read_solved_challenge(request, purpose)
    if challenge is not None:
        if not rate_limit.allow_attempt("proof/send", challenge.seed, CHALLENGE_ATTEMPT_RATE):
            raise ChallengeRequired(Challenge.new(carried=challenge.carried), purpose)
        return challenge.carried
    found = collect_signals(request, draft, steps=steps)
    if found.keys() - {signals.TOO_FAST}:
        raise ChallengeRequired(Challenge.new(carried=signals.format_signals(found)), purpose)
    return signals.format_signals(found)


def build_send_purpose(draft: Draft) -> str:
    """The purpose of a challenge: to send this draft as it stands."""
    return f"send/{draft.pk}/{draft.revision}"


def restore_challenge(token: str, purpose: str, *, is_early: bool) -> ChallengeRequired | None:
    """What somebody was asked for this purpose, to show it; None if it was nothing, or is out of date."""
    try:
        return ChallengeRequired(Challenge.read(token, purpose), purpose, is_early=is_early)
    except InvalidChallenge:
        return None


def read_solved_challenge(request: HttpRequest, purpose: str) -> Challenge | None:
    """The challenge that a form brings back, if it brings a valid one. Raises MomentNeeded while that is not met."""
    try:
        challenge = Challenge.read(request.POST.get(CHALLENGE_FIELD, ""), purpose)
    except InvalidChallenge:
        return None
    if not challenge.is_solved_by(request.POST.get(PROOF_FIELD, "")):
        raise ChallengeRequired(challenge, purpose, is_early=True)
    return challenge


def collect_signals(request: HttpRequest, draft: Draft, *, steps: int) -> dict[str, int | None]:
    """The doubts about a sending (intake/antispam/signals.py). Asking takes one from what its client may send."""
    found: dict[str, int | None] = {}
    if request.POST.get(DECOY_FIELD):
        found[signals.HIDDEN_FIELD] = None
    seconds = int((timezone.now() - draft.created_at).total_seconds())
    # Less than nothing is a clock that was set back.
    if 0 <= seconds < steps * settings.LEAST_SECONDS_A_STEP:
        found[signals.TOO_FAST] = seconds
    rate = Rate(settings.SENDS_AT_ONCE, timedelta(seconds=settings.SEND_INTERVAL_SECONDS))
    if not rate_limit.allow_attempt("send/client", rate_limit.identify_client(request), rate):
        found[signals.TOO_MANY] = None
    return found
