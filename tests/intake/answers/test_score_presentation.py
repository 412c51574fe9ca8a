"""Scores are presented with every input and the severity bands, even after their rule was removed."""

from intake.answers import score_presentation
from intake.answers.score_presentation import ScorePresentation
from intake.engine.assessment import assess_answers
from intake.engine.definition import Definition
from intake.engine.scoring import RULES
from tests.intake import definitions

STARTER = Definition.from_json(definitions.starter())


def test_bands_cover_the_scale_without_gap_or_overlap() -> None:
    points = [point for band in score_presentation.build_severity_bands() for point in range(band.start, band.end + 1)]
    assert points == list(range(32))
    assert [(band.name, band.start, band.end) for band in score_presentation.build_severity_bands()] == [
        ("none", 0, 3),
        ("mild", 4, 7),
        ("moderate", 8, 11),
        ("severe", 12, 19),
        ("very severe", 20, 31),
    ]


def test_score_names_its_rule_and_each_input() -> None:
    stored = assess_answers(STARTER, {"painful-areas": ["neck", "jaw left"], "headaches": True}).to_json()
    acr, phq = score_presentation.present_scores(stored)
    assert acr.title == RULES["acr2016"].title
    assert acr.is_acr2016
    assert not phq.is_acr2016
    inputs = dict(acr.inputs)
    assert (inputs["areas"], inputs["headache"], inputs["fatigue"]) == ("jaw left, neck", "1", "")
    assert [name for name, _ in phq.inputs] == ["interest", "mood"]


def test_no_area_chosen_differs_from_no_answer() -> None:
    answered = assess_answers(STARTER, {"painful-areas": ["none"]}).to_json()
    skipped = assess_answers(STARTER, {}).to_json()
    assert [dict(score_presentation.present_scores(stored)[0].inputs)["areas"] for stored in (answered, skipped)] == [
        "none",
        "",
    ]


def test_score_is_shown_after_its_rule_was_removed() -> None:
    gone = ScorePresentation({"rule": "old-rule", "version": "3", "inputs": {"one_thing": True, "other": False}})
    assert (gone.rule, gone.title, gone.is_acr2016) == (None, "old-rule", False)
    assert gone.inputs == [("one thing", "yes"), ("other", "no")]
