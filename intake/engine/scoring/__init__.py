"""All scoring rules, by name. Each is pure and versioned, and names its source and its licence."""

from intake.engine.scoring import acr2016, item_sums
from intake.engine.scoring.scoring_rule import Criterion, InputError, Licence, Score, ScoringRule

__all__ = ["RULES", "Criterion", "InputError", "Licence", "Score", "ScoringRule"]

RULES: dict[str, ScoringRule] = {
    rule.id: rule for rule in (acr2016.RULE, item_sums.PHQ2, item_sums.PHQ8, item_sums.GAD7)
}
