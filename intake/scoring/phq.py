"""The Patient Health Questionnaire's two-item form.

Kroenke K, Spitzer RL, Williams JBW. The Patient Health Questionnaire-2. Med Care 2003;41:1284-1292. Each item 0-3 over
the last two weeks (not at all, several days, more than half the days, nearly every day); total 0-6; 3 or more is a
positive screen. Item 9 of the long form (thoughts of self-harm) is not asked: nobody may be watching when it is
answered.
"""

from intake.scoring.rule import Criterion, Inputs, Licence, Score, ScoringRule, WholeNumber, list_missing, total

POSITIVE, NEGATIVE, INCOMPLETE = "positive", "negative", "incomplete"

PHQ2_ITEMS = ("interest", "mood")
PHQ2_CUT = 3


def calculate_phq2(rule: ScoringRule, inputs: Inputs) -> Score:
    sum_of_items = total(inputs, PHQ2_ITEMS)
    if sum_of_items is None:
        result, passed, why = INCOMPLETE, None, f"Not answered: {list_missing(inputs, PHQ2_ITEMS)}."
    else:
        passed = sum_of_items >= PHQ2_CUT
        result = POSITIVE if passed else NEGATIVE
        why = f"Total {sum_of_items} of 6; positive from {PHQ2_CUT}."
    return Score(
        rule=rule.id,
        version=rule.version,
        result=result,
        values={"total": sum_of_items},
        criteria=(Criterion("Total", passed, why),),
        inputs=inputs,
    )


PHQ2 = ScoringRule(
    id="phq2",
    version="1",
    title="PHQ-2 (low mood)",
    source="Kroenke K, et al. Med Care 2003;41:1284-1292. doi:10.1097/01.MLR.0000093487.78664.3C",
    licence=Licence(
        name="Public domain",
        statement="No permission required to reproduce, translate, display or distribute.",
        source="https://www.phqscreeners.com/",
    ),
    caution="A screen, not a diagnosis: a positive one asks for a conversation.",
    inputs=dict.fromkeys(PHQ2_ITEMS, WholeNumber(0, 3)),
    calculate=calculate_phq2,
)
