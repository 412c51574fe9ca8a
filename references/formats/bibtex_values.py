"""The values of BibTeX's fields: parts joined, names of strings resolved, and none larger than a work may be."""

import re

import bibtexparser
from bibtexparser.model import Entry

from references.formats import latex
from references.formats.bibtex_blocks import Block
from references.formats.inheritance import Fields
from references.formats.size_limits import DEEPEST_BRACES, LONGEST_STRING, WorkTooLarge

# By name; None for a string that is too long.
Strings = dict[str, str | None]

NEXT_FIELD = re.compile(r"\s+([A-Za-z][\w-]*)\s*=\s*(?=[\w{\"])")
# Up to the end of its line, before the name of the next field.
BIBTEX_COMMENT = re.compile(r"%[^\n]*\n")
MOST_MISSING_COMMAS = 20
# More accents or commands on top of each other than any letter has.
STACKED_COMMANDS = re.compile(r"(?:\\(?:[A-Za-z]+|[^A-Za-z\s\\{}&%#_$,;:! ])[ \t]*){50}(?=[\w{\\])|(?:[\^_]){50}")


def parse_string_definitions(block: Block, strings: Strings) -> Strings:
    """Return the strings that the block defines. One that is too long is None: an entry that uses it is refused."""
    defined: Strings = {}
    for found in bibtexparser.parse_string(block.text, parse_stack=[]).strings:
        try:
            defined[found.key.lower()] = parse_field_value(found.value, strings, LONGEST_STRING)
        except WorkTooLarge:
            defined[found.key.lower()] = None
    return defined


def parse_entry_fields(entry: Entry, strings: Strings, longest: int) -> Fields:
    """Return the values of the fields.

    Raises WorkTooLarge if, beyond what is written in the entry, the values grow by more than `longest` characters.
    """
    written = [pair for found in entry.fields for pair in split_missing_commas(found.key, found.value)]
    found: Fields = {}
    for key, text in reversed(written):
        name = BIBTEX_COMMENT.sub("", key).strip().lower()
        if name.startswith("%"):
            continue  # a field that somebody commented out
        found[name] = parsed_value = parse_field_value(text, strings, longest + len(text))
        longest -= max(0, len(parsed_value) - len(text))
    return found


def split_missing_commas(key: str, written: str) -> list[tuple[str, str]]:
    """Return a field and those behind it without a comma between them: `issue = {4} pages = {601--610}`."""
    found: list[tuple[str, str]] = []
    while len(found) < MOST_MISSING_COMMAS and "=" in written and (following := find_next_field(written)):
        found.append((key, written[: following.start()]))
        key, written = following[1], written[following.end() :]
    return [*found, (key, written)]


def find_next_field(written: str) -> re.Match[str] | None:
    """Return the beginning of a field right behind a whole value, or None."""
    if (bare := re.match(r"\w+", written)) and (found := NEXT_FIELD.match(written, bare.end())):
        return found
    depth, is_quoting = 0, False
    for piece in re.finditer(r"\\.|[{}\"]", written, re.DOTALL):
        depth += (piece[0] == "{") - (piece[0] == "}")
        is_quoting ^= piece[0] == '"' and depth == 0
        if depth == 0 and not is_quoting and (found := NEXT_FIELD.match(written, piece.end())):
            return found
    return None


def parse_field_value(written: str, strings: Strings, longest: int) -> str:
    """Return a value without what encloses it, its parts joined and names of strings resolved.

    Raises WorkTooLarge if it is longer than `longest` characters.
    """
    parts = []
    for part in split_concatenation(written):
        parts.append(resolve_value_part(part.strip(), strings))
        longest -= len(parts[-1])
        if longest < 0:
            raise WorkTooLarge
    return "".join(parts)


def resolve_value_part(part: str, strings: Strings) -> str:
    if len(part) > 1 and part[0] + part[-1] in {"{}", '""'}:
        return part[1:-1]
    resolved = strings.get(part.lower(), part)
    if resolved is None:
        raise WorkTooLarge
    return resolved


def split_concatenation(written: str) -> list[str]:
    """Return the parts between the signs # outside of braces and quotation marks."""
    if "#" not in written:
        return [written]
    parts, depth, is_quoting = [""], 0, False
    for piece in re.split(r"(\\.|[{}\"#])", written):
        depth += (piece == "{") - (piece == "}")
        is_quoting ^= piece == '"' and depth == 0
        if piece == "#" and depth == 0 and not is_quoting:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def check_brace_depth(found: Fields) -> None:
    """Raise WorkTooLarge for braces or accents that are nested deeper than any record has them."""
    for text in found.values():
        if text.count("{") > DEEPEST_BRACES and max(latex.compute_brace_depths(text)) > DEEPEST_BRACES:
            raise WorkTooLarge
        if STACKED_COMMANDS.search(text):
            raise WorkTooLarge
