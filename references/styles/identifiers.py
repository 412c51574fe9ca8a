"""Identifiers and URLs of a record, which are printed as they are."""

import re

from references import csl, inline_markup
from references.csl import Csl

DOI_PREFIX = re.compile(r"^(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|doi:\s*)", re.IGNORECASE)


def get_identifier(work: Csl, variable: str) -> str:
    """Return a URL or a register's number, without marks and with its quotation marks as they are."""
    return inline_markup.strip_marks(csl.get_text(work, variable))


def get_bare_doi(work: Csl) -> str:
    """Return the DOI without a resolver before it. Its letters keep the case that the record has."""
    return DOI_PREFIX.sub("", get_identifier(work, "DOI"))
