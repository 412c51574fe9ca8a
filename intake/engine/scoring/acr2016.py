"""The 2016 revision of the ACR fibromyalgia criteria, as a person reports them.

Wolfe F, Clauw DJ, Fitzcharles MA, et al. 2016 Revisions to the 2010/2011 fibromyalgia diagnostic criteria. Semin
Arthritis Rheum 2016;46:319-329. doi:10.1016/j.semarthrit.2016.08.012

Met if all of these hold: (WPI >= 7 and SSS >= 5) or (WPI 4-6 and SSS >= 9); pain in at least 4 of the 5 regions;
symptoms for at least 3 months. WPI is the widespread pain index (0-19 areas), SSS the symptom severity scale (0-12).
The jaws, the chest and the abdomen count for the WPI and for no region. With any answer missing the result is
"incomplete", never "not met".
"""

from intake.engine.scoring.scoring_rule import (
    Criterion,
    Inputs,
    Licence,
    OneOf,
    Score,
    ScoringRule,
    SomeOf,
    Truth,
    WholeNumber,
    list_missing,
    sum_inputs,
)

MET, NOT_MET, INCOMPLETE = "met", "not met", "incomplete"

REGIONS = {
    "left upper": ("jaw left", "shoulder girdle left", "upper arm left", "lower arm left"),
    "right upper": ("jaw right", "shoulder girdle right", "upper arm right", "lower arm right"),
    "left lower": ("hip left", "upper leg left", "lower leg left"),
    "right lower": ("hip right", "upper leg right", "lower leg right"),
    "axial": ("neck", "upper back", "lower back", "chest", "abdomen"),
}
AREAS = tuple(area for areas in REGIONS.values() for area in areas)
# These count for the WPI, but do not make a region painful ("excluded from the generalized pain definition").
OUTSIDE_REGIONS = {"jaw left", "jaw right", "chest", "abdomen"}

SEVERITY_ITEMS = ("fatigue", "waking_unrefreshed", "cognitive")  # 0-3, over the past week
SYMPTOM_ITEMS = ("headache", "lower_abdominal_pain", "depression")  # 0 or 1, over the past 6 months
SSS_ITEMS = SEVERITY_ITEMS + SYMPTOM_ITEMS
HIGHEST_SSS = 3 * len(SEVERITY_ITEMS) + len(SYMPTOM_ITEMS)

# Wolfe F, et al. J Rheumatol 2015;42:1494. Another set exists (Salaffi), so pages that show the severity name this one.
SEVERITY_SET = "Wolfe 2015"
SEVERITIES = ((20, "very severe"), (12, "severe"), (8, "moderate"), (4, "mild"), (0, "none"))


def calculate_acr2016(rule: ScoringRule, inputs: Inputs) -> Score:
    areas = inputs.get("areas")
    wpi = None if areas is None else len(areas)
    painful = None if areas is None else find_painful_regions(areas)
    sss = sum_inputs(inputs, SSS_ITEMS)
    fs = None if wpi is None or sss is None else wpi + sss
    criteria = (
        build_scores_criterion(wpi, sss, missing=list_missing(inputs, ("areas", *SSS_ITEMS))),
        build_regions_criterion(painful),
        build_duration_criterion(inputs.get("three_months")),
    )
    return Score(
        rule=rule.id,
        version=rule.version,
        result=combine_criteria(criteria),
        values={
            "wpi": wpi,
            "sss": sss,
            "fs": fs,
            "regions": None if painful is None else len(painful),
            "painful_regions": painful,
            "severity": None if fs is None else grade_severity(fs),
            "severity_set": SEVERITY_SET,
        },
        criteria=criteria,
        inputs=inputs,
    )


def combine_criteria(criteria: tuple[Criterion, ...]) -> str:
    """Return the result: incomplete as soon as one criterion cannot be told."""
    passed = [criterion.passed for criterion in criteria]
    if None in passed:
        return INCOMPLETE
    return MET if all(passed) else NOT_MET


def find_painful_regions(areas: list[str]) -> list[str]:
    counting = set(areas) - OUTSIDE_REGIONS
    return [region for region, members in REGIONS.items() if counting.intersection(members)]


def build_scores_criterion(wpi: int | None, sss: int | None, *, missing: str) -> Criterion:
    name = "WPI and SSS"
    if wpi is None or sss is None:
        return Criterion(name, None, f"Not answered: {missing}.")
    rule = "needs WPI 7 or more with SSS 5 or more, or WPI 4 to 6 with SSS 9 or more"
    return Criterion(name, (wpi >= 7 and sss >= 5) or (4 <= wpi <= 6 and sss >= 9), f"WPI {wpi}, SSS {sss}; {rule}.")


def build_regions_criterion(painful: list[str] | None) -> Criterion:
    name = "Generalised pain"
    if painful is None:
        return Criterion(name, None, "Not answered: areas.")
    named = f" ({', '.join(painful)})" if painful else ""
    rule = "needs 4; jaw, chest and abdomen do not count here"
    return Criterion(name, len(painful) >= 4, f"Pain in {len(painful)} of 5 regions{named}; {rule}.")


def build_duration_criterion(three_months: bool | None) -> Criterion:
    name = "Duration"
    if three_months is None:
        return Criterion(name, None, "Not answered: three months.")
    said = "Symptoms for at least 3 months" if three_months else "Symptoms for less than 3 months"
    return Criterion(name, three_months, f"{said}; needs at least 3 months.")


def grade_severity(fs: int) -> str:
    """Return the severity of a fibromyalgia symptom score (WPI + SSS)."""
    return next(word for lowest, word in SEVERITIES if fs >= lowest)


RULE = ScoringRule(
    id="acr2016",
    version="1",
    title="ACR 2016 fibromyalgia criteria (self-report)",
    source="Wolfe F, et al. Semin Arthritis Rheum 2016;46:319-329. doi:10.1016/j.semarthrit.2016.08.012",
    licence=Licence(
        name="Facts, in our own words",
        statement="The rule uses facts from the publication. The questions are our own and copy no instrument.",
        source="https://doi.org/10.1016/j.semarthrit.2016.08.012",
    ),
    caution=(
        "The self-report version is not valid for diagnosis in an individual. In one study, 11% of patients diagnosed "
        "by a clinician did not meet the 2016 criteria. Never refuse a patient because of this result."
    ),
    inputs={
        "areas": SomeOf(AREAS),
        **dict.fromkeys(SEVERITY_ITEMS, WholeNumber(0, 3)),
        **dict.fromkeys(SYMPTOM_ITEMS, WholeNumber(0, 1)),
        "three_months": Truth(),
    },
    outputs={
        "result": OneOf((MET, NOT_MET, INCOMPLETE)),
        "wpi": WholeNumber(0, len(AREAS)),
        "sss": WholeNumber(0, HIGHEST_SSS),
        "fs": WholeNumber(0, len(AREAS) + HIGHEST_SSS),
        "regions": WholeNumber(0, len(REGIONS)),
        "painful_regions": SomeOf(tuple(REGIONS)),
        "severity": OneOf(tuple(word for _lowest, word in SEVERITIES)),
        "severity_set": OneOf((SEVERITY_SET,)),
    },
    calculate=calculate_acr2016,
)
