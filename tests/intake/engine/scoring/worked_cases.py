"""The cases V01 to V18, computed from Wolfe F, et al. Semin Arthritis Rheum 2016;46:319-329."""

from typing import Any

from intake.engine.scoring import Score
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


def passed(score: Score) -> list[bool | None]:
    return [criterion.passed for criterion in score.criteria]
