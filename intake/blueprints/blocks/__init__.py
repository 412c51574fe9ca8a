"""The blocks that a questionnaire is built of. `intake.blueprints.block_values` has the types of their fields."""

from intake.blueprints.blocks.cases import CasesBlock
from intake.blueprints.blocks.rules import RulesBlock
from intake.blueprints.blocks.scores import ScoresBlock
from intake.blueprints.blocks.steps import StepsBlock

__all__ = ["CasesBlock", "RulesBlock", "ScoresBlock", "StepsBlock"]
