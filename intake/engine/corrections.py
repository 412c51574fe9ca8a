"""Corrections: answers that a patient changed after sending."""

from intake.engine.conditions import Answers


def apply_correction(answers: Answers, correction: Answers) -> dict[str, object]:
    """Return the answers with those of the correction in their place. None in a correction removes an answer."""
    return {link_id: answer for link_id, answer in {**answers, **correction}.items() if answer is not None}
