"""The scoring rules, against worked cases, against an oracle written another way, and in the properties they must have.

The cases V01 to V18 were computed from Wolfe F, et al. Semin Arthritis Rheum 2016;46:319-329.
"""

import itertools
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from intake.engine.scoring import RULES, InputError, Score
from intake.engine.scoring.acr2016 import AREAS, SSS_ITEMS

SHORT = {
    "SG": "shoulder girdle", "UA": "upper arm", "LA": "lower arm", "H": "hip", "UL": "upper leg", "LL": "lower leg",
    "J": "jaw", "N": "neck", "UB": "upper back", "LB": "lower back", "C": "chest", "A": "abdomen",
}  # fmt: skip
SIDE = {"L": "left", "R": "right"}
V03 = "SG-L UA-L SG-R H-L H-R N LB"
V12 = "SG-L SG-R UA-R H-L UL-L C A"
ALL_19 = "all"
VECTORS: dict[str, tuple[str, str, bool, int, int, int, int, str]] = {
    # areas, items, three months -> WPI, SSS, FS, regions, result
    "V01": (ALL_19, "333111", True, 19, 12, 31, 5, "met"),
    "V02": ("", "000000", True, 0, 0, 0, 0, "not met"),
    "V03": (V03, "221000", True, 7, 5, 12, 5, "met"),
    "V04": (V03, "211000", True, 7, 4, 11, 5, "not met"),
    "V05": ("SG-L SG-R H-L H-R", "333000", True, 4, 9, 13, 4, "met"),
    "V06": ("SG-L SG-R H-L H-R", "332000", True, 4, 8, 12, 4, "not met"),
    "V07": ("SG-L H-L N", "333111", True, 3, 12, 15, 3, "not met"),
    "V08": ("SG-L UA-L SG-R H-L H-R N", "332000", True, 6, 8, 14, 5, "not met"),
    "V09": ("SG-L UA-L SG-R H-L H-R N", "332100", True, 6, 9, 15, 5, "met"),
    "V10": ("SG-L UA-L LA-L SG-R UA-R LA-R N", "221000", True, 7, 5, 12, 3, "not met"),
    "V11": ("J-L J-R C A H-L UL-L H-R", "333111", True, 7, 12, 19, 2, "not met"),
    "V12": (V12, "333000", True, 7, 9, 16, 3, "not met"),
    "V13": (f"{V12} N", "333000", True, 8, 9, 17, 4, "met"),
    "V14": ("J-R SG-L UA-L H-L UL-L H-R UL-R", "222000", True, 7, 6, 13, 3, "not met"),
    "V15": (ALL_19, "333111", False, 19, 12, 31, 5, "not met"),
    "V16": ("SG-L SG-R H-L H-R N UB LB", "110111", True, 7, 5, 12, 5, "met"),
    "V17": (ALL_19, "111001", True, 19, 4, 23, 5, "not met"),
    "V18": ("SG-L LA-L SG-R H-L UL-L H-R LL-R", "211100", True, 7, 5, 12, 4, "met"),
}


def areas_named(short: str) -> list[str]:
    if short == ALL_19:
        return list(AREAS)
    names = [code.partition("-") for code in short.split()]
    return [f"{SHORT[area]} {SIDE[side]}" if side else SHORT[area] for area, _, side in names]


def inputs(areas: list[str], items: str, *, three_months: bool = True) -> dict[str, Any]:
    return {
        "areas": areas,
        **dict(zip(SSS_ITEMS, map(int, items), strict=True)),
        "three_months": three_months,
    }


def acr2016(given: dict[str, Any]) -> Score:
    return RULES["acr2016"].score(given)


def passed(score: Score) -> list[bool | None]:
    return [criterion.passed for criterion in score.criteria]


@pytest.mark.parametrize("name", VECTORS)
def test_a_worked_case(name: str) -> None:
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


def test_a_criterion_says_why_in_words_a_clinician_can_check() -> None:
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
def test_the_severity_is_that_of_the_named_set(fs: int, severity: str) -> None:
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
def test_the_result_is_the_publications_for_every_input(case: dict[str, Any]) -> None:
    wpi, sss = len(case["areas"]), sum(case[item] for item in SSS_ITEMS)
    regions = sum(bool(region & set(case["areas"])) for region in COUNTING)
    is_met = ((wpi >= 7 and sss >= 5) or (wpi in {4, 5, 6} and sss >= 9)) and regions >= 4 and case["three_months"]
    score = acr2016(case)

    assert score.result == ("met" if is_met else "not met")
    assert (score.values["wpi"], score.values["sss"], score.values["fs"]) == (wpi, sss, wpi + sss)
    assert score.values["regions"] == regions


@given(case=CASES)
def test_whoever_meets_the_score_rule_has_a_severity_of_12_or_more(case: dict[str, Any]) -> None:
    score = acr2016(case)

    if score.criteria[0].passed:
        assert score.values["fs"] >= 12


@given(case=CASES, area=st.sampled_from(AREAS))
def test_one_more_area_never_turns_met_into_not_met(case: dict[str, Any], area: str) -> None:
    more = acr2016({**case, "areas": sorted({*case["areas"], area})})

    assert more.result == "met" or acr2016(case).result == "not met"
    assert more.values["regions"] >= acr2016(case).values["regions"]


@given(case=CASES, item=st.sampled_from(SSS_ITEMS))
def test_a_worse_symptom_never_turns_met_into_not_met(case: dict[str, Any], item: str) -> None:
    highest = 3 if item in SSS_ITEMS[:3] else 1
    worse = acr2016({**case, item: min(case[item] + 1, highest)})

    assert worse.result == "met" or acr2016(case).result == "not met"


@given(case=CASES, extra=st.lists(st.sampled_from(NEVER_A_REGION), unique=True))
def test_jaw_chest_and_abdomen_never_change_the_regions(case: dict[str, Any], extra: list[str]) -> None:
    more = acr2016({**case, "areas": [*case["areas"], *extra]})
    fewer = acr2016({**case, "areas": [area for area in case["areas"] if area not in extra]})

    assert more.values["painful_regions"] == fewer.values["painful_regions"]


@given(case=CASES, missing=PARTS, as_null=st.booleans())
def test_a_missing_answer_makes_it_incomplete_never_not_met(
    case: dict[str, Any], missing: list[str], as_null: bool
) -> None:
    given = {name: value for name, value in case.items() if name not in missing}
    if as_null:
        given |= dict.fromkeys(missing)
    score = acr2016(given)

    assert score.result == "incomplete"
    assert set(score.inputs) == set(case) - set(missing)
    assert score.values["fs"] is None or missing == ["three_months"]


@given(case=CASES, order=st.randoms())
def test_the_same_areas_in_another_order_or_twice_give_the_same_bytes(case: dict[str, Any], order: Any) -> None:
    shuffled = [*case["areas"], *case["areas"][:1]]
    order.shuffle(shuffled)

    assert json.dumps(acr2016(case).to_json()) == json.dumps(acr2016({**case, "areas": shuffled}).to_json())


@given(case=CASES)
def test_a_score_can_be_scored_again_from_its_own_inputs(case: dict[str, Any]) -> None:
    score = acr2016(case)

    assert acr2016(dict(score.inputs)) == score


# --- PHQ-2, PHQ-8, GAD-7 ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("interest", "mood"), list(itertools.product(range(4), range(4))))
def test_phq2_is_positive_from_3(interest: int, mood: int) -> None:
    score = RULES["phq2"].score({"interest": interest, "mood": mood})

    assert score.values == {"total": interest + mood}
    assert score.result == ("positive" if interest + mood >= 3 else "negative")
    assert passed(score) == [interest + mood >= 3]


@pytest.mark.parametrize("given", [{}, {"interest": 3}, {"mood": 0}, {"interest": 3, "mood": None}])
def test_half_a_phq2_is_incomplete(given: dict[str, Any]) -> None:
    score = RULES["phq2"].score(given)

    assert (score.result, score.values["total"], passed(score)) == ("incomplete", None, [None])


# Kroenke 2009 and Spitzer 2006: every total's band, written out.
BANDS = {
    "phq8": ["none"] * 5 + ["mild"] * 5 + ["moderate"] * 5 + ["moderately severe"] * 5 + ["severe"] * 5,
    "gad7": ["minimal"] * 5 + ["mild"] * 5 + ["moderate"] * 5 + ["severe"] * 7,
}


@pytest.mark.parametrize("rule", BANDS)
@given(data=st.data())
def test_a_sum_is_positive_from_10_and_has_its_band(rule: str, data: st.DataObject) -> None:
    items = data.draw(st.fixed_dictionaries({name: st.integers(0, 3) for name in RULES[rule].inputs}))
    score = RULES[rule].score(items)

    total = sum(items.values())
    assert score.values == {"total": total, "band": BANDS[rule][total]}
    assert score.result == ("positive" if total >= 10 else "negative")
    assert passed(score) == [total >= 10]


@pytest.mark.parametrize("rule", BANDS)
def test_a_sum_with_an_item_missing_is_incomplete(rule: str) -> None:
    *answered, missing = RULES[rule].inputs
    score = RULES[rule].score(dict.fromkeys(answered, 3))

    assert (score.result, score.values, passed(score)) == ("incomplete", {"total": None, "band": None}, [None])
    assert score.criteria[0].why == f"Not answered: {missing.replace('_', ' ')}."


@pytest.mark.parametrize("rule", ["phq2", "phq8", "gad7"])
def test_a_sum_knows_all_that_its_values_can_be_together(rule: str) -> None:
    possible = RULES[rule].possible

    assert [values["total"] for values in possible] == [None, *range(RULES[rule].outputs["total"].highest + 1)]
    assert all({*values} == {*RULES[rule].outputs} for values in possible)
    assert [values["result"] for values in possible].count("incomplete") == 1


def test_bands_reach_from_nothing_to_the_highest_total() -> None:
    assert {rule: len(bands) - 1 for rule, bands in BANDS.items()} == {"phq8": 8 * 3, "gad7": 7 * 3}
    assert {rule: len(RULES[rule].inputs) for rule in BANDS} == {"phq8": 8, "gad7": 7}


# --- What is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "given", "place"),
    [
        ("acr2016", {"areas": ["neck", "nose"]}, "areas[1]"),
        ("acr2016", {"areas": ["Neck"]}, "areas[0]"),
        ("acr2016", {"areas": [["neck"]]}, "areas[0]"),
        ("acr2016", {"areas": "neck"}, "areas"),
        ("acr2016", {"fatigue": 4}, "fatigue"),
        ("acr2016", {"fatigue": -1}, "fatigue"),
        ("acr2016", {"fatigue": 1.0}, "fatigue"),
        ("acr2016", {"fatigue": "2"}, "fatigue"),
        ("acr2016", {"fatigue": True}, "fatigue"),
        ("acr2016", {"headache": 2}, "headache"),
        ("acr2016", {"headache": True}, "headache"),
        ("acr2016", {"three_months": 1}, "three_months"),
        ("acr2016", {"fatige": 1}, "fatige"),
        ("acr2016", {"\x1b[2J": 1}, '"\\u001b[2J"'),
        ("acr2016", [], ""),
        ("phq2", {"mood": 4}, "mood"),
        ("phq2", {"total": 3}, "total"),
    ],
)
def test_what_a_rule_does_not_know_is_refused_with_its_place(rule: str, given: Any, place: str) -> None:
    with pytest.raises(InputError) as caught:
        RULES[rule].score(given)

    assert caught.value.place == place


def test_every_rule_has_a_source_a_licence_and_a_caution() -> None:
    for name, rule in RULES.items():
        assert rule.id == name
        assert all([rule.version, rule.source, rule.licence.statement, rule.licence.source, rule.caution])


# --- manage.py score -------------------------------------------------------------------------------------------------


def run(tmp_path: Path, rule: str, content: Any) -> Any:
    file = tmp_path / "cases.json"
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    output = StringIO()
    call_command("score", rule, str(file), stdout=output)
    return json.loads(output.getvalue())


def test_the_command_scores_one_object(tmp_path: Path) -> None:
    given = inputs(areas_named(V03), "221000")
    answer = run(tmp_path, "acr2016", given)

    assert list(answer)[:7] == ["rule", "version", "result", "wpi", "sss", "fs", "regions"]
    assert [answer[key] for key in ("rule", "version", "result", "wpi", "sss", "fs", "regions")] == [
        "acr2016", "1", "met", 7, 5, 12, 5,
    ]  # fmt: skip
    assert [set(criterion) for criterion in answer["criteria"]] == [{"name", "passed", "why"}] * 3
    assert answer["inputs"] == {**given, "areas": [area for area in AREAS if area in given["areas"]]}


def test_the_command_scores_a_list(tmp_path: Path) -> None:
    answers = run(tmp_path, "acr2016", [inputs(areas_named(V03), "221000"), {}])

    assert [answer["result"] for answer in answers] == ["met", "incomplete"]
    assert run(tmp_path, "phq2", []) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([{}, {"areas": ["nose"]}], '[1].areas[0]: "nose" is none of'),
        ({"fatigue": 9}, "fatigue: must be a whole number from 0 to 3"),
        (b"{", "not the JSON that was expected"),
        (b'{"fatigue": 1, "fatigue": 2}', "names a member twice"),
        (b'{"fatigue": NaN}', "fatigue: must be a whole number from 0 to 3"),
        (b"\xff\xfe", "not the JSON that was expected"),
        (b"[" * 100_000, "not the JSON that was expected"),
        ([[1]], "[0]: must be an object, not a list"),
        ("neck", 'must be an object, not "neck"'),
        ({"fatigue": True}, "not true"),
        ({"areas": [None]}, "areas[0]: null is none of"),
    ],
)
def test_the_command_says_what_is_wrong_and_where(tmp_path: Path, content: Any, said: str) -> None:
    with pytest.raises(CommandError) as caught:
        run(tmp_path, "acr2016", content)

    assert said in str(caught.value)


def test_the_command_says_which_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("score", "acr2016", str(tmp_path / "none.json"))
