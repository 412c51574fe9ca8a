"""Titles and abstracts as records hold them: HTML, JATS, MathML and entities, once or twice escaped.

`reduce_markup` leaves plain text with the four tags that CSL allows (balanced <i>, <b>, <sub>, <sup>). `escape_markup`
writes such text so that `reduce_markup` returns it to the letter, and changes it only where it must.
"""

import html
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from html.entities import html5

from references.csl import Csl
from references.inline_markup import INLINE_TAG, find_balanced_tags

# Variables that hold no text for people.
NON_PROSE_VARIABLES = {"id", "type", "DOI", "PMID", "PMCID", "ISBN", "ISSN", "URL", "language", "custom"}
INLINE_TAGS = {
    **dict.fromkeys(("i", "em", "italic"), "i"),
    **dict.fromkeys(("b", "strong", "bold"), "b"),
    **dict.fromkeys(("sub", "subscript", "inf"), "sub"),
    **dict.fromkeys(("sup", "superscript"), "sup"),
}
# These tags separate the words on their two sides.
BLOCK_TAG_NAMES = """
    p div br li ul ol sec title label list list-item def-list disp-quote h1 h2 h3 h4 h5 h6 table tr td th blockquote
    section hr dl dt dd
"""
OTHER_TAG_NAMES = """
    a abbr abstract article-title big body center cite code disp-formula ext-link fn font head html img inline-formula
    inline-graphic math monospace named-content nobr overline roman sans-serif sc scp script small span strike style
    styled-content tex-math tt u underline uri xref maction mfenced mfrac mi mn mo mover mpadded mroot mrow mspace msqrt
    mstyle msub msup msubsup mtable mtd mtext mtr munder munderover none semantics annotation alternatives iframe object
    svg video
"""
BLOCK_TAGS = set(BLOCK_TAG_NAMES.split())
KNOWN_TAGS = {*INLINE_TAGS, *BLOCK_TAGS, *OTHER_TAG_NAMES.split()}
# The second and third child of these are set below or above the first.
SCRIPT_TAGS = {"msup": ("", "sup"), "msub": ("", "sub"), "msubsup": ("", "sub", "sup")}

ATTRIBUTES = r"""(?:\s+[\w:.-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>]+))*\s*"""
MARKUP_TOKEN = re.compile(
    r"<!--[^<>]*-->"
    r"|<!\[CDATA\[(?P<raw>[^<>]*)\]\]>"
    rf"|(?:<|&(?:amp;)*lt;)(?P<close>/?)(?P<prefix>(?:jats|mml|m|ce|ns\d+):)?(?P<name>[A-Za-z][A-Za-z0-9-]*)(?P<attributes>{ATTRIBUTES})"
    r"(?P<empty>/?)(?:>|&(?:amp;)*gt;)"
    r"|&(?:amp;)*(?P<entity>\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});",
)
# Neither part goes beyond a tag that could end it: else each of many such tags would be tried with every other.
WITHIN_SCRIPTS = r"(?:(?!</?(?P=prefix)m(?:multi|pre)scripts).)*"
MULTISCRIPTS = re.compile(
    rf"<(?P<prefix>(?:\w+:)?)mmultiscripts[^<>]*>(?P<base>{WITHIN_SCRIPTS})<(?P=prefix)mprescripts\s*/>"
    rf"(?P<before>{WITHIN_SCRIPTS})</(?P=prefix)mmultiscripts>",
    re.DOTALL,
)
EMPTY_MARK = re.compile(r"<(sub|sup)></\1>")
# Only texts with one of these need to be reduced at all.
MARKUP_HINT = re.compile(r"[<&\n]")


@dataclass
class Element:
    name: str
    mark: str
    # The index in the output at which its opening tag is written once it is closed.
    position: int
    children: int = 0


def reduce_markup(text: str) -> str:
    """Return `text` with its tags turned into those of CSL, spaces or nothing, and with entities decoded.

    No word is lost; `a < b` and unknown tags stay.
    """
    if not MARKUP_HINT.search(text):
        return text
    reduced = "".join(convert_markup(MULTISCRIPTS.sub(move_prescripts_first, text)))
    return re.sub(r"[ \t]*\n[ \t\n]*", " ", EMPTY_MARK.sub("", reduced) if "mprescripts" in text else reduced).strip()


def move_prescripts_first(found: re.Match[str]) -> str:
    """Return a chemical element with its mass number before it, as it is read, in tags of sub- and superscripts."""
    before = re.sub(r"<(?:\w+:)?none\s*/>", "<mrow></mrow>", found["before"])
    return f"<msubsup><mrow></mrow>{before}</msubsup>{found['base']}"


def convert_markup(text: str) -> list[str]:
    out: list[str] = []
    still_open: list[Element] = []
    names: Counter[str] = Counter()
    end = 0
    for token in MARKUP_TOKEN.finditer(text):
        out.append(text[end : token.start()])
        end = token.end()
        name = (token["name"] or "").lower()
        if not name:
            out.append(decode_entity(token["entity"]) if token["entity"] else token["raw"] or "")
        elif name not in KNOWN_TAGS and not token["prefix"]:
            out.append(html.unescape(token[0]))
        elif name in BLOCK_TAGS:
            out.append("\n")
        elif token["close"]:
            out.append("")
            if names[name]:
                close_element(name, still_open, names, out)
        elif not token["empty"] and (name in INLINE_TAGS or name.startswith("m")):
            still_open.append(Element(name, get_inline_tag(name, still_open), len(out)))
            names[name] += 1
            out.append("")
    return [*out, text[end:]]


def decode_entity(entity: str) -> str:
    reference = f"&{entity};"
    # `html.unescape` alone would read the first letters of an unknown name.
    return html.unescape(reference) if entity.startswith("#") or f"{entity};" in html5 else reference


def get_inline_tag(name: str, still_open: list[Element]) -> str:
    """Return the tag of CSL for an element, or nothing. In a MathML script it depends on which child it is."""
    if still_open and (child_tags := SCRIPT_TAGS.get(still_open[-1].name)):
        still_open[-1].children += 1
        return "".join(child_tags[still_open[-1].children - 1 :][:1])
    return INLINE_TAGS.get(name, "")


def close_element(name: str, still_open: list[Element], names: Counter[str], out: list[str]) -> None:
    """Write the tags of the last open element of that name. Elements that are left open inside it get none."""
    while True:
        element = still_open.pop()
        names[element.name] -= 1
        if element.name == name:
            break
    if element.mark:
        out[element.position] = f"<{element.mark}>"
        out[-1] = f"</{element.mark}>"


def escape_markup(text: str) -> str:
    if reduce_markup(text) == text:
        return text
    parts = INLINE_TAG.split(text)
    marks = set(find_balanced_tags(parts))
    return "".join(part if position in marks else escape_literal(part) for position, part in enumerate(parts))


def escape_literal(text: str) -> str:
    """Escape by number, since records use names to escape tags that they do mean: `&lt;i&gt;`."""
    return text.replace("&", "&#38;").replace("<", "&#60;")


def transform_texts(work: Csl, change: Callable[[str], str]) -> Csl:
    """Return the work with every text that people read changed by `change`, names included."""
    return {
        variable: value if variable in NON_PROSE_VARIABLES else transform_value(value, change)
        for variable, value in work.items()
    }


def transform_value(value: object, change: Callable[[str], str]) -> object:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [transform_name(part, change) if isinstance(part, dict) else part for part in value]
    return value


def transform_name(name: Csl, change: Callable[[str], str]) -> Csl:
    return {part: change(text) if isinstance(text, str) else text for part, text in name.items()}
