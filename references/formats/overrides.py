"""What a format cannot express, carried in a field of its own, so that our own exports are read back without loss.

It is a JSON object of CSL variables: each replaces what the other fields say, and a null says that there is none. RIS
holds it in the tag C8, BibTeX in the field `csl`. Other programs may drop it: only the finer points are lost.
"""

import json
import re
from collections.abc import Iterable

from references.csl import Csl
from references.formats.json_values import DECODER
from references.formats.records import Record, Refusal

JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
# BibTeX counts braces, also within a text.
BRACE_ESCAPES = str.maketrans({"{": r"\u007b", "}": r"\u007d"})


def find_lost_variables(work: Csl, back: Record | Refusal) -> Csl:
    """Return the variables of the work that are not the same in what was read back."""
    read_back = back.csl if isinstance(back, Record) else {}
    return {
        variable: work.get(variable)
        for variable in {**work, **read_back}
        if work.get(variable) != read_back.get(variable)
    }


def encode_overrides(difference: Csl) -> str:
    """Return the overrides in ASCII, on one line."""
    return JSON_STRING.sub(lambda text: text[0].translate(BRACE_ESCAPES), json.dumps({"csl": difference}))


def decode_overrides(values: Iterable[str]) -> Csl:
    """Return the overrides of the first value that holds any; empty if none does."""
    for value in values:
        try:
            found = DECODER.decode(value)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict) and isinstance(found.get("csl"), dict):
            return found["csl"]
    return {}
