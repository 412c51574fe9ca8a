"""Sums of items answered 0-3 over the last two weeks: PHQ-2 and PHQ-8 for low mood, GAD-7 for anxiety.

0 not at all, 1 several days, 2 more than half the days, 3 nearly every day. (The 0 of the GAD-7 is "not at all" too,
though many copies differ: Zorowitz 2021.) Item 9 of the PHQ-9 (thoughts of self-harm) is not asked, because nobody may
be watching when it is answered. An unanswered item is not 0: the sum is then incomplete.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from intake.engine.scoring.scoring_rule import (
    Criterion,
    Inputs,
    Licence,
    OneOf,
    Score,
    ScoringRule,
    WholeNumber,
    list_missing,
    sum_inputs,
)

POSITIVE, NEGATIVE, INCOMPLETE = "positive", "negative", "incomplete"
HIGHEST_ITEM = 3

Bands = Mapping[str, int]  # the lowest total of each band, in rising order

LICENCE = Licence(
    name="Public domain",
    statement="No permission required to reproduce, translate, display or distribute.",
    source="https://www.phqscreeners.com/",
)
CAUTION = "This is a screening result, not a diagnosis. If it is positive, talk to the patient about it."


def build_sum_rule(
    *, rule_id: str, title: str, source: str, items: Sequence[str], cut: int, bands: Bands
) -> ScoringRule:
    """Return a rule that adds up `items` and is positive from `cut`. Its bands are reported beside the total."""
    return ScoringRule(
        id=rule_id,
        version="1",
        title=title,
        source=source,
        licence=LICENCE,
        caution=CAUTION,
        inputs=dict.fromkeys(items, WholeNumber(0, HIGHEST_ITEM)),
        outputs={
            "result": OneOf((POSITIVE, NEGATIVE, INCOMPLETE)),
            "total": WholeNumber(0, len(items) * HIGHEST_ITEM),
            **({"band": OneOf(tuple(bands))} if bands else {}),
        },
        calculate=build_calculation(tuple(items), cut, bands),
        exhaustive_inputs=({}, *generate_inputs_per_total(tuple(items))),
    )


def generate_inputs_per_total(items: tuple[str, ...]) -> Iterator[Inputs]:
    """Yield, for each possible total, inputs that add up to it."""
    for number in range(len(items) * HIGHEST_ITEM + 1):
        full, rest = divmod(number, HIGHEST_ITEM)
        values = [HIGHEST_ITEM] * full + [rest] + [0] * len(items)
        yield dict(zip(items, values, strict=False))


def build_calculation(items: tuple[str, ...], cut: int, bands: Bands) -> Callable[[ScoringRule, Inputs], Score]:
    def calculate(rule: ScoringRule, inputs: Inputs) -> Score:
        sum_of_items = sum_inputs(inputs, items)
        if sum_of_items is None:
            result, passed, why = INCOMPLETE, None, f"Not answered: {list_missing(inputs, items)}."
        else:
            passed = sum_of_items >= cut
            result = POSITIVE if passed else NEGATIVE
            why = f"Total {sum_of_items} of {len(items) * HIGHEST_ITEM}; positive from {cut}."
        values: dict[str, int | str | None] = {"total": sum_of_items}
        if bands:
            values["band"] = None if sum_of_items is None else find_band(sum_of_items, bands)
        return Score(
            rule=rule.id,
            version=rule.version,
            result=result,
            values=values,
            criteria=(Criterion("Total", passed, why),),
            inputs=inputs,
        )

    return calculate


def find_band(sum_of_items: int, bands: Bands) -> str:
    """Return the name of the highest band whose lowest total is reached."""
    return [name for name, lowest in bands.items() if lowest <= sum_of_items][-1]


PHQ2 = build_sum_rule(
    rule_id="phq2",
    title="PHQ-2 (low mood)",
    source="Kroenke K, et al. Med Care 2003;41:1284-1292. doi:10.1097/01.MLR.0000093487.78664.3C",
    items=("interest", "mood"),
    cut=3,
    bands={},
)

PHQ8 = build_sum_rule(
    rule_id="phq8",
    title="PHQ-8 (low mood)",
    source="Kroenke K, et al. J Affect Disord 2009;114:163-173. doi:10.1016/j.jad.2008.06.026",
    items=("interest", "mood", "sleep", "energy", "appetite", "self_worth", "concentration", "movement"),
    cut=10,
    bands={"none": 0, "mild": 5, "moderate": 10, "moderately severe": 15, "severe": 20},
)

GAD7 = build_sum_rule(
    rule_id="gad7",
    title="GAD-7 (anxiety)",
    source="Spitzer RL, et al. Arch Intern Med 2006;166:1092-1097. doi:10.1001/archinte.166.10.1092",
    items=("nervous", "worry_control", "worry_too_much", "relaxing", "restless", "irritable", "afraid"),
    cut=10,
    bands={"minimal": 0, "mild": 5, "moderate": 10, "severe": 15},
)
