"""A challenge is solved by its number or by waiting. It is valid for one purpose, expires, and cannot be forged."""

import time
from datetime import timedelta
from unittest import mock

import pytest
from django.core import signing
from hypothesis import assume, example, given
from hypothesis import strategies as st
from pytest_django import Settings

from intake.antispam import challenge as antispam_challenge
from intake.antispam.challenge import CHALLENGE_LIFETIME, MAX_NUMBER, Challenge, InvalidChallenge

NOW = 1_800_000_000.0


def at(seconds: float) -> mock._patch:
    """Set the clock, which is the only thing that is faked."""
    return mock.patch("time.time", return_value=NOW + seconds)


def solution(challenge: Challenge) -> str:
    return next(
        str(n)
        for n in range(MAX_NUMBER)
        if antispam_challenge.hash_solution(challenge.seed, str(n)) == challenge.target
    )


def test_only_the_right_number_solves_a_challenge() -> None:
    with at(0):
        challenge = Challenge.create()
        number = solution(challenge)
        assert challenge.is_solved_by(number)
        wrong = ["", "-1", str(int(number) + 1), f"0{number}", f" {number}", number + "\n", "\ud800", "9" * 100_000]
        assert not any(challenge.is_solved_by(proof) for proof in wrong)


@pytest.mark.parametrize(("seconds", "left"), [(0, 10), (0.1, 10), (9.1, 1), (9.999, 1), (10, 0), (86_000, 0)])
def test_waiting_solves_a_challenge(seconds: float, left: int) -> None:
    with at(0):
        challenge = Challenge.create()
    with at(seconds):
        assert challenge.seconds_left == left
        assert challenge.is_solved_by("") is (left == 0)


def test_clock_set_back_delays_nobody() -> None:
    with at(0):
        challenge = Challenge.create()
        token = challenge.to_token("door")
    with at(-3600):
        assert Challenge.from_token(token, "door").is_solved_by("")


def test_challenge_survives_its_token() -> None:
    challenge = Challenge.create(carried="hidden-field too-fast:4")
    assert Challenge.from_token(challenge.to_token("door"), "door") == challenge


def test_every_challenge_is_different() -> None:
    assert len({Challenge.create().seed for _ in range(50)}) == 50
    assert len({Challenge.create().target for _ in range(50)}) == 50


def test_challenge_is_valid_for_one_purpose() -> None:
    token = Challenge.create().to_token("send/1/0")
    for purpose in ("send/1/1", "send/2/0", "start", ""):
        with pytest.raises(InvalidChallenge):
            Challenge.from_token(token, purpose)


def test_challenge_expires() -> None:
    with at(0):
        token = Challenge.create().to_token("door")
    with at(CHALLENGE_LIFETIME.total_seconds() - 1):
        assert Challenge.from_token(token, "door").is_solved_by("")
    with at((CHALLENGE_LIFETIME + timedelta(seconds=2)).total_seconds()), pytest.raises(InvalidChallenge):
        Challenge.from_token(token, "door")


def test_self_made_challenge_is_refused(settings: Settings) -> None:
    mine = Challenge(seed="0", target=antispam_challenge.hash_solution("0", "1"), asked_at=time.time() - 60)
    key = settings.SECRET_KEY
    settings.SECRET_KEY = "a guess"
    forged = mine.to_token("door")
    settings.SECRET_KEY = key
    with pytest.raises(InvalidChallenge):
        Challenge.from_token(forged, "door")


def test_challenge_stays_valid_after_secret_key_rotation(settings: Settings) -> None:
    token = Challenge.create().to_token("door")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the next"
    assert Challenge.from_token(token, "door")


@given(st.text())
def test_unsigned_text_is_refused(text: str) -> None:
    with pytest.raises(InvalidChallenge):
        Challenge.from_token(text, "door")


@example(how_far=0.0, letter="\ud800")
@given(how_far=st.floats(0, 1, exclude_max=True), letter=st.characters())
def test_changing_any_character_of_a_token_is_detected(how_far: float, letter: str) -> None:
    token = Challenge.create(carried="too-many").to_token("door")
    place = int(how_far * len(token))
    assume(letter != token[place])
    with pytest.raises(InvalidChallenge):
        Challenge.from_token(token[:place] + letter + token[place + 1 :], "door")


def test_other_signed_data_is_no_challenge() -> None:
    with pytest.raises(InvalidChallenge):
        Challenge.from_token(signing.dumps({"seed": "0", "target": "0", "asked_at": 0}), "door")
