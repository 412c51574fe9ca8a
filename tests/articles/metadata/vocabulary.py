"""Holds structured data to a stored copy of schema.org's vocabulary: schema_org.json, by tools/schema_vocabulary.py."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

VOCABULARY = json.loads(Path(__file__).with_name("schema_org.json").read_text(encoding="utf-8"))
# Whatever schema.org expects may be told by a URL; a person or an organization by a name, where nobody knows which.
# (https://schema.org/docs/gs.html#schemaorg_expected)
NAMES = {"author"}
# What an action asks of whoever takes it: `query-input` describes `query`.
INPUT_SUFFIX = "-input"
DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


def find_faults(data: Any) -> list[str]:
    """Return what of the data the vocabulary does not know: types, properties, and values of the wrong type."""
    return list(generate_faults(data))


def generate_faults(data: Any, where: str = "") -> Iterator[str]:
    kind = data.get("@type", "") if isinstance(data, dict) else ""
    where = f"{where}{kind}"
    if kind not in VOCABULARY["types"]:
        yield f"{where}: no type"
        return
    above = find_types_above(kind)
    for name, value in data.items():
        if name.startswith("@"):
            continue
        known = VOCABULARY["properties"].get(name.removesuffix(INPUT_SUFFIX))
        if known is None or not above & set(known["domains"]):
            yield f"{where}.{name}: no property"
            continue
        ranges = {"Text"} if name.endswith(INPUT_SUFFIX) else set(known["ranges"])
        for one in value if isinstance(value, list) else [value]:
            if not is_in_ranges(one, ranges, is_name=name in NAMES):
                yield f"{where}.{name}: {one!r} is none of {sorted(ranges)}"
            if isinstance(one, dict):
                yield from generate_faults(one, f"{where}.{name} > ")


def find_types_above(kind: str) -> set[str]:
    return {kind}.union(*(find_types_above(parent) for parent in VOCABULARY["types"].get(kind, ())))


def is_in_ranges(value: Any, ranges: set[str], *, is_name: bool) -> bool:
    if isinstance(value, str):
        return (is_name and bool(value)) or bool(find_kinds_of_text(value) & ranges)
    if isinstance(value, dict):
        return bool(find_types_above(str(value.get("@type"))) & ranges)
    return isinstance(value, int) and bool({"Integer", "Number"} & ranges)


def find_kinds_of_text(value: str) -> set[str]:
    """Return what a text may be: a URL also stands for whatever it leads to."""
    kinds = {"Text"} if value.strip() else set()
    if DATE.fullmatch(value):
        kinds |= {"Date", "DateTime"}
    if urlsplit(value).scheme in {"http", "https"}:
        kinds |= {"URL", *VOCABULARY["types"]}
    return kinds
