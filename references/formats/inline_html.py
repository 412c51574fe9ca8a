"""Titles and abstracts as records hold them: HTML, JATS, MathML and entities, once or twice escaped.

`reduced` leaves plain text with the four marks that CSL allows (balanced <i>, <b>, <sub>, <sup>); `escaped` writes such
text so that `reduced` gives it back to the letter, changing it only where it must.
"""

import html
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from html.entities import html5
from typing import Any

from references.csl import Csl
from references.inline_markup import TAG, balanced_tags

# Not prose.
VERBATIM = {"id", "type", "DOI", "PMID", "PMCID", "ISBN", "ISSN", "URL", "language", "custom"}
MARKS = {
    **dict.fromkeys(("i", "em", "italic"), "i"),
    **dict.fromkeys(("b", "strong", "bold"), "b"),
    **dict.fromkeys(("sub", "subscript", "inf"), "sub"),
    **dict.fromkeys(("sup", "superscript"), "sup"),
}
# Words on either side of these are apart.
BLOCKS = """
    p div br li ul ol sec title label list list-item def-list disp-quote h1 h2 h3 h4 h5 h6 table tr td th blockquote
    section hr dl dt dd
"""
OTHERS = """
    a abbr abstract article-title big body center cite code disp-formula ext-link fn font head html img inline-formula
    inline-graphic math monospace named-content nobr overline roman sans-serif sc scp script small span strike style
    styled-content tex-math tt u underline uri xref maction mfenced mfrac mi mn mo mover mpadded mroot mrow mspace msqrt
    mstyle msub msup msubsup mtable mtd mtext mtr munder munderover none semantics annotation alternatives iframe object
    svg video
"""
APART = set(BLOCKS.split())
KNOWN = {*MARKS, *APART, *OTHERS.split()}
# The second and third part of these stand below or above the first.
RAISED = {"msup": ("", "sup"), "msub": ("", "sub"), "msubsup": ("", "sub", "sup")}

ATTRIBUTES = r"""(?:\s+[\w:.-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>]+))*\s*"""
TOKEN = re.compile(
    r"<!--[^<>]*-->"
    r"|<!\[CDATA\[(?P<raw>[^<>]*)\]\]>"
    rf"|(?:<|&(?:amp;)*lt;)(?P<close>/?)(?P<prefix>(?:jats|mml|m|ce|ns\d+):)?(?P<name>[A-Za-z][A-Za-z0-9-]*)(?P<attributes>{ATTRIBUTES})"
    r"(?P<empty>/?)(?:>|&(?:amp;)*gt;)"
    r"|&(?:amp;)*(?P<entity>\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});",
)
# Neither part goes beyond a tag that could end it, or each of many such tags would be tried with each other.
WITHIN_SCRIPTS = r"(?:(?!</?(?P=prefix)m(?:multi|pre)scripts).)*"
MULTISCRIPTS = re.compile(
    rf"<(?P<prefix>(?:\w+:)?)mmultiscripts[^<>]*>(?P<base>{WITHIN_SCRIPTS})<(?P=prefix)mprescripts\s*/>"
    rf"(?P<before>{WITHIN_SCRIPTS})</(?P=prefix)mmultiscripts>",
    re.DOTALL,
)
EMPTY_MARK = re.compile(r"<(sub|sup)></\1>")
# What needs reading at all.
SUSPECT = re.compile(r"[<&\n]")


@dataclass
class Element:
    name: str
    mark: str
    # Where in the output its mark stands once it is closed.
    position: int
    children: int = 0


def reduced(text: str) -> str:
    """Tags become marks, spaces or nothing, entities characters. Loses no word; `a < b` and unknown tags stay."""
    if not SUSPECT.search(text):
        return text
    reduced = "".join(pieces(MULTISCRIPTS.sub(prescripts_first, text)))
    return re.sub(r"[ \t]*\n[ \t\n]*", " ", EMPTY_MARK.sub("", reduced) if "mprescripts" in text else reduced).strip()


def prescripts_first(found: re.Match[str]) -> str:
    """The mass number before its element, as it is read, in the tags of what stands below and above a letter."""
    before = re.sub(r"<(?:\w+:)?none\s*/>", "<mrow></mrow>", found["before"])
    return f"<msubsup><mrow></mrow>{before}</msubsup>{found['base']}"


def pieces(text: str) -> list[str]:
    out: list[str] = []
    still_open: list[Element] = []
    names: Counter[str] = Counter()
    end = 0
    for token in TOKEN.finditer(text):
        out.append(text[end : token.start()])
        end = token.end()
        name = (token["name"] or "").lower()
        if not name:
            out.append(character(token["entity"]) if token["entity"] else token["raw"] or "")
        elif name not in KNOWN and not token["prefix"]:
            out.append(html.unescape(token[0]))
        elif name in APART:
            out.append("\n")
        elif token["close"]:
            out.append("")
            if names[name]:
                close(name, still_open, names, out)
        elif not token["empty"] and (name in MARKS or name.startswith("m")):
            still_open.append(Element(name, mark_of(name, still_open), len(out)))
            names[name] += 1
            out.append("")
    return [*out, text[end:]]


def character(entity: str) -> str:
    reference = f"&{entity};"
    # `html.unescape` alone would read the first letters of an unknown name.
    return html.unescape(reference) if entity.startswith("#") or f"{entity};" in html5 else reference


def mark_of(name: str, still_open: list[Element]) -> str:
    if still_open and (places := RAISED.get(still_open[-1].name)):
        still_open[-1].children += 1
        return "".join(places[still_open[-1].children - 1 :][:1])
    return MARKS.get(name, "")


def close(name: str, still_open: list[Element], names: Counter[str], out: list[str]) -> None:
    """Sets the marks of the last open element of that name. Those left open inside it get none."""
    while True:
        element = still_open.pop()
        names[element.name] -= 1
        if element.name == name:
            break
    if element.mark:
        out[element.position] = f"<{element.mark}>"
        out[-1] = f"</{element.mark}>"


def escaped(text: str) -> str:
    if reduced(text) == text:
        return text
    parts = TAG.split(text)
    marks = set(balanced_tags(parts))
    return "".join(part if position in marks else literal(part) for position, part in enumerate(parts))


def literal(text: str) -> str:
    """By number, since names are how records escape tags that they do mean: `&lt;i&gt;`."""
    return text.replace("&", "&#38;").replace("<", "&#60;")


def over(work: Csl, change: Callable[[str], str]) -> Csl:
    """`work` with `change` done to every text that people read, names included."""
    return {variable: value if variable in VERBATIM else changed(value, change) for variable, value in work.items()}


def changed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [changed_name(part, change) if isinstance(part, dict) else part for part in value]
    return value


def changed_name(name: Csl, change: Callable[[str], str]) -> Csl:
    return {part: change(text) if isinstance(text, str) else text for part, text in name.items()}
