"""The blocks that a questionnaire is built of. Their names are those that intake.builder.compiling reads."""

from intake.builder.blocks.cases import CasesBlock
from intake.builder.blocks.rules import RulesBlock
from intake.builder.blocks.scores import ScoresBlock
from intake.builder.blocks.steps import StepsBlock

__all__ = ["CasesBlock", "RulesBlock", "ScoresBlock", "StepsBlock"]
