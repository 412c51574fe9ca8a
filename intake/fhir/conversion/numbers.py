"""Numbers that every database can store."""

from typing import TypeGuard

from intake.engine.conditions import is_number
from intake.engine.questionnaire_items import LARGEST_NUMBER


def is_storable_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and is_number(value) and abs(value) <= LARGEST_NUMBER
