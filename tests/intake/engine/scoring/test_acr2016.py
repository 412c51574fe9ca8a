"""The ACR 2016 criteria follow worked cases, an independent implementation and general properties."""

import itertools
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.engine.scoring import RULES, Score
from intake.engine.scoring.acr2016 import AREAS, SSS_ITEMS
from tests.intake.engine.scoring.worked_cases import VECTORS, areas_named, inputs, passed


def acr2016(given: dict[str, Any]) -> Score:
    return RULES["acr2016"].score(given)


@pytest.mark.parametrize("name", VECTORS)
def test_worked_case_is_scored_as_computed_by_hand(name: str) -> None:
    areas, items, three_months, wpi, sss, fs, regions, result = VECTORS[name]
    score = acr2016(inputs(areas_named(areas), items, three_months=three_months))

    assert (score.values["wpi"], score.values["sss"], score.values["fs"]) == (wpi, sss, fs)
    assert score.values["regions"] == regions
    assert score.result == result


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("V01", [True, True, True]),
        ("V04", [False, True, True]),
        ("V07", [False, False, True]),
        ("V10", [True, False, True]),
        ("V15", [True, True, False]),
    ],
)
def test_each_criterion_says_whether_it_passed(name: str, expected: list[bool]) -> None:
    areas, items, three_months, *_ = VECTORS[name]

    assert passed(acr2016(inputs(areas_named(areas), items, three_months=three_months))) == expected


def test_criterion_explains_its_result_to_a_clinician() -> None:
    score = acr2016(inputs(areas_named(VECTORS["V11"][0]), "333111"))

    assert [criterion.why for criterion in score.criteria] == [
        "WPI 7, SSS 12; needs WPI 7 or more with SSS 5 or more, or WPI 4 to 6 with SSS 9 or more.",
        "Pain in 2 of 5 regions (left lower, right lower); needs 4; jaw, chest and abdomen do not count here.",
        "Symptoms for at least 3 months; needs at least 3 months.",
    ]


@pytest.mark.parametrize(
    ("fs", "severity"),
    [(3, "none"), (4, "mild"), (7, "mild"), (8, "moderate"), (11, "moderate"), (12, "severe"), (19, "severe"),
     (20, "very severe"), (31, "very severe")],
)  # fmt: skip
def test_severity_follows_the_named_bands(fs: int, severity: str) -> None:
    sss = min(fs, 12)
    items = next("".join(map(str, items)) for items in all_items() if sum(items) == sss)
    score = acr2016(inputs(list(AREAS[: fs - sss]), items))

    assert (score.values["fs"], score.values["severity"]) == (fs, severity)
    assert score.values["severity_set"] == "Wolfe 2015"


def all_items() -> list[tuple[int, ...]]:
    return list(itertools.product(range(4), range(4), range(4), range(2), range(2), range(2)))


# --- Properties ------------------------------------------------------------------------------------------------------

AREA_LISTS = st.lists(st.sampled_from(AREAS), unique=True)
CASES = st.builds(
    lambda areas, items, three_months: inputs(areas, "".join(map(str, items)), three_months=three_months),
    AREA_LISTS,
    st.sampled_from(all_items()),
    st.booleans(),
)
PARTS = st.lists(st.sampled_from(["areas", *SSS_ITEMS, "three_months"]), min_size=1, unique=True)

# Written from the table of the publication, not from the module under test.
COUNTING = [
    {"shoulder girdle left", "upper arm left", "lower arm left"},
    {"shoulder girdle right", "upper arm right", "lower arm right"},
    {"hip left", "upper leg left", "lower leg left"},
    {"hip right", "upper leg right", "lower leg right"},
    {"neck", "upper back", "lower back"},
]
NEVER_A_REGION = ["jaw left", "jaw right", "chest", "abdomen"]


@given(case=CASES)
def test_result_matches_the_publication_for_every_input(case: dict[str, Any]) -> None:
    wpi, sss = len(case["areas"]), sum(case[item] for item in SSS_ITEMS)
    regions = sum(bool(region & set(case["areas"])) for region in COUNTING)
    is_met = ((wpi >= 7 and sss >= 5) or (wpi in {4, 5, 6} and sss >= 9)) and regions >= 4 and case["three_months"]
    score = acr2016(case)

    assert score.result == ("met" if is_met else "not met")
    assert (score.values["wpi"], score.values["sss"], score.values["fs"]) == (wpi, sss, wpi + sss)
    assert score.values["regions"] == regions


@given(case=CASES)
def test_meeting_the_score_criterion_implies_a_severity_of_12_or_more(case: dict[str, Any]) -> None:
    score = acr2016(case)

    if score.criteria[0].passed:
        assert score.values["fs"] >= 12


@given(case=CASES, area=st.sampled_from(AREAS))
def test_one_more_area_never_turns_met_into_not_met(case: dict[str, Any], area: str) -> None:
    more = acr2016({**case, "areas": sorted({*case["areas"], area})})

    assert more.result == "met" or acr2016(case).result == "not met"
    assert more.values["regions"] >= acr2016(case).values["regions"]


@given(case=CASES, item=st.sampled_from(SSS_ITEMS))
def test_worse_symptom_never_turns_met_into_not_met(case: dict[str, Any], item: str) -> None:
    highest = 3 if item in SSS_ITEMS[:3] else 1
    worse = acr2016({**case, item: min(case[item] + 1, highest)})

    assert worse.result == "met" or acr2016(case).result == "not met"


@given(case=CASES, extra=st.lists(st.sampled_from(NEVER_A_REGION), unique=True))
def test_jaw_chest_and_abdomen_never_change_the_regions(case: dict[str, Any], extra: list[str]) -> None:
    more = acr2016({**case, "areas": [*case["areas"], *extra]})
    fewer = acr2016({**case, "areas": [area for area in case["areas"] if area not in extra]})

    assert more.values["painful_regions"] == fewer.values["painful_regions"]


@given(case=CASES, missing=PARTS, as_null=st.booleans())
def test_missing_answer_makes_the_score_incomplete(case: dict[str, Any], missing: list[str], as_null: bool) -> None:
    given = {name: value for name, value in case.items() if name not in missing}
    if as_null:
        given |= dict.fromkeys(missing)
    score = acr2016(given)

    assert score.result == "incomplete"
    assert set(score.inputs) == set(case) - set(missing)
    assert score.values["fs"] is None or missing == ["three_months"]


@given(case=CASES, order=st.randoms())
def test_order_and_repetition_of_areas_do_not_matter(case: dict[str, Any], order: Any) -> None:
    shuffled = [*case["areas"], *case["areas"][:1]]
    order.shuffle(shuffled)

    assert json.dumps(acr2016(case).to_json()) == json.dumps(acr2016({**case, "areas": shuffled}).to_json())


@given(case=CASES)
def test_score_is_reproduced_from_its_inputs(case: dict[str, Any]) -> None:
    score = acr2016(case)

    assert acr2016(dict(score.inputs)) == score
