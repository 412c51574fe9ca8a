"""What is wrong with a part of a resource, and by which rule.

Besides the standard's rules (`que-1` to `que-13`) there are six of ours.
"""

from dataclasses import dataclass

STRUCTURE_RULE = "structure"  # shape and types
TYPE_RULE = "type"  # what an item is
OPTION_RULE = "option"  # what a question offers
ENABLE_WHEN_RULE = "enableWhen"  # where a condition points, and what it compares with
TEXT_RULE = "text"  # what no database can store
SIZE_RULE = "size"


@dataclass(frozen=True)
class Fault:
    path: str
    rule: str
    reason: str
