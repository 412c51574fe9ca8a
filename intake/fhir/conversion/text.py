"""Texts of another program, fitted to the fields of the builder."""

import re
from typing import TypeGuard

from intake.blueprints import max_lengths
from intake.fhir.conversion.report import ConversionReport, ItemRefused

WHITESPACE = re.compile(r"\s+")


def is_text(value: object) -> TypeGuard[str]:
    """Tell whether a value is text that is not blank."""
    return isinstance(value, str) and bool(value.strip())


def to_single_line(text: str) -> str:
    """Return text as a field of one line holds it: without line breaks, and without space around it."""
    return WHITESPACE.sub(" ", text).strip()


def require_text(path: str, text: str, max_length: int) -> str:
    """Return the text of an item. Raises ItemRefused if there is none, or more of it than the field takes."""
    text = text.strip()
    if not text:
        raise ItemRefused(path, "is missing, so there is nothing to show")
    if len(text) > max_length:
        raise ItemRefused(path, f"is longer than {max_length} characters")
    return text


def cut_line(report: ConversionReport, path: str, text: str, max_length: int = max_lengths.LINE_LENGTH) -> str:
    """Return a title or a hint on one line, cut if it is too long: the question stays the same without its end."""
    line = to_single_line(text)
    if len(line) > max_length:
        report.change(path, f"was cut to {max_length} characters")
    return line[:max_length].strip()
