"""Convert text of BibTeX to text with the four inline tags of CSL, and back.

`decode_latex` reads what reference managers and publishers write: accents, symbols, emphasis, formulas of one line,
ligatures. `encode_latex` writes letters as they are, since every BibTeX of this century takes UTF-8, and escapes only
what LaTeX would take for a command. Why pylatexenc's own walker is not used: docs/adr/0023-libraries-for-records.md.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from references.formats.latex_commands import (
    ACCENTS_BY_COMMAND,
    ARGUMENT_DROPPING_COMMANDS,
    DOTTED_LETTERS,
    FONT_SWITCHES,
    IGNORED_COMMANDS,
    LIGATURES,
    SYMBOLS_BY_COMMAND,
    TAGS_BY_COMMAND,
)
from references.inline_markup import INLINE_TAG, find_balanced_tags

Wrap = Callable[[str], str]

LATEX_TOKEN = re.compile(
    r"\\(?P<word>[A-Za-z]+)\*?[ \t\n]*|\\(?P<sign>[\s\S])|(?P<opening>\{)|(?P<closing>\})"
    r"|(?P<dollar>\$)|(?P<script>[\^_])|(?P<ligature>---?|``|''|!`|\?`|~)|(?P<space>[ \t\n]+)"
)
LATEX_HINT = re.compile(r"[\\{}$~\n\t]|--|``|''|!`|\?`|  ")
# The argument of an unknown command, which stays while the command is dropped.
COMMAND_ARGUMENT = re.compile(r"\{[^}]")
FORMULA_DOLLAR = re.compile(r"(?<!\\)\$")
# An amount of money begins with a digit, and a command, a script or a sign stands in none.
FORMULA_SIGN = re.compile(r"[\\^_]|^\D\S*\Z")

# The first letter behind the tags around it.
FIRST_LETTER = re.compile(r"(?<![^>])[^<>]")

LATEX_ESCAPES = {
    " ": r"\ ",
    "#": r"\#",
    "$": r"\$",
    "%": r"\%",
    "&": r"\&",
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "_": r"\_",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
}
COMMANDS_BY_TAG = {"i": "textit", "b": "textbf", "sub": "textsubscript", "sup": "textsuperscript"}
UNSAFE_CHARACTERS = re.compile(r"[\\{}$&%#_~^]|-(?=-)|`(?=`)|'(?=')|[!?](?=`)|(?<= ) ")


@dataclass
class LatexGroup:
    """An open group: what is in it, and how it is wrapped when it closes."""

    wraps: list[Wrap] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    # How the next letter or group is wrapped, the innermost wrap last.
    waiting: list[Wrap] = field(default_factory=list)
    # The index in `parts` at which a switch such as \em begins.
    switches: dict[str, int] = field(default_factory=dict)

    def add(self, argument: str) -> None:
        self.parts.append(apply_wraps(argument, self.waiting))
        self.waiting = []

    def add_words(self, words: str) -> None:
        """Add words, of which only the first letter is an argument."""
        if words and self.waiting:
            self.add(words[0])
            words = words[1:]
        if words:
            self.parts.append(words)

    def switch(self, mark: str) -> None:
        self.switches.setdefault(mark, len(self.parts))

    def close(self) -> str:
        """Return the wrapped text of the group."""
        parts = self.parts
        for mark, position in reversed(self.switches.items()):
            parts = [*parts[:position], apply_wraps("".join(parts[position:]), [build_tag_wrap(mark)])]
        return apply_wraps("".join(parts), self.wraps)


def decode_latex(text: str) -> str:
    """Return plain text with inline tags. Braces without a partner are ignored; unknown commands stay as they are."""
    return LatexDecoder(text).decode().strip() if LATEX_HINT.search(text) else text.strip()


def find_formula_ends(text: str) -> set[int]:
    """Return the positions of the dollars that enclose a formula.

    Others are amounts of money. They are told apart nearly as Pandoc does it.
    """
    ends: set[int] = set()
    opening = None
    for position in (found.start() for found in FORMULA_DOLLAR.finditer(text)):
        if opening is not None and is_formula(text[opening + 1 : position], text[position + 1 : position + 2]):
            ends |= {opening, position}
            opening = None
        else:
            opening = position
    return ends


def is_formula(inside: str, following: str) -> bool:
    if not inside or inside != inside.strip():
        return False
    return not following.isdigit() or bool(FORMULA_SIGN.search(inside))


class LatexDecoder:
    """Decodes one text, token by token, into a stack of groups."""

    def __init__(self, text: str) -> None:
        self.text = text
        # The outermost group holds the whole text.
        self.groups = [LatexGroup()]
        self.in_formula = False
        self.ends_of_formulas = find_formula_ends(text)

    @property
    def group(self) -> LatexGroup:
        return self.groups[-1]

    def decode(self) -> str:
        end = 0
        for token in LATEX_TOKEN.finditer(self.text):
            self.group.add_words(self.text[end : token.start()])
            end = token.end()
            self.take(token)
        self.group.add_words(self.text[end:])
        while len(self.groups) > 1:
            self.close_group()
        return self.group.close()

    def take(self, token: re.Match[str]) -> None:
        match token.lastgroup:
            case "word":
                self.take_word(token["word"], token)
            case "sign":
                self.take_sign(token["sign"])
            case "opening":
                self.groups.append(LatexGroup(wraps=self.group.waiting))
                self.groups[-2].waiting = []
            case "closing" if len(self.groups) > 1:
                self.close_group()
            case "script" if self.in_formula:
                self.group.waiting.append(build_tag_wrap("sup" if token[0] == "^" else "sub"))
            case "dollar" if token.start() in self.ends_of_formulas:
                self.in_formula = not self.in_formula
            case "space":
                self.group.parts.append(" ")
            case "script" | "dollar" | "ligature":
                self.group.add(LIGATURES.get(token[0], token[0]))

    def take_word(self, name: str, token: re.Match[str]) -> None:
        if name in ACCENTS_BY_COMMAND:
            self.group.waiting.append(build_accent_wrap(ACCENTS_BY_COMMAND[name]))
        elif name in TAGS_BY_COMMAND:
            self.group.waiting.append(build_tag_wrap(TAGS_BY_COMMAND[name]))
        elif name in FONT_SWITCHES:
            self.group.switch(FONT_SWITCHES[name])
        elif name in ARGUMENT_DROPPING_COMMANDS:
            self.group.waiting.append(drop_argument)
        elif name in SYMBOLS_BY_COMMAND:
            self.group.add(SYMBOLS_BY_COMMAND[name])
        elif name not in IGNORED_COMMANDS and not COMMAND_ARGUMENT.match(self.text, token.end()):
            self.group.add(token[0])

    def take_sign(self, sign: str) -> None:
        if sign in ACCENTS_BY_COMMAND:
            self.group.waiting.append(build_accent_wrap(ACCENTS_BY_COMMAND[sign]))
        else:
            self.group.add(SYMBOLS_BY_COMMAND.get(sign, sign))

    def close_group(self) -> None:
        inner = self.groups.pop()
        self.group.parts.append(inner.close())


def compute_brace_depths(text: str) -> list[int]:
    """Return, for each character, how many braces are open behind it."""
    found, depth = [], 0
    for piece in re.findall(r"\\.|.", text, re.DOTALL):
        depth += (piece == "{") - (piece == "}")
        found += [depth] * len(piece)
    return found


def apply_wraps(text: str, wraps: list[Wrap]) -> str:
    for wrap in reversed(wraps):
        text = wrap(text)
    return text


def build_accent_wrap(accent: str) -> Wrap:
    def compose(found: re.Match[str]) -> str:
        # LaTeX takes the dot away to make room for the accent; Unicode does so by itself.
        return unicodedata.normalize("NFC", found[0].translate(DOTTED_LETTERS) + accent)

    return lambda text: FIRST_LETTER.sub(compose, text, count=1)


def build_tag_wrap(mark: str) -> Wrap:
    return lambda text: f"<{mark}>{text}</{mark}>" if text else ""


def drop_argument(text: str) -> str:
    return ""


def encode_latex(text: str) -> str:
    """Return text for a field in braces, from which `decode_latex` returns `text`."""
    parts = INLINE_TAG.split(text)
    marks = set(find_balanced_tags(parts))
    return "".join(encode_tag(part) if position in marks else escape_latex(part) for position, part in enumerate(parts))


def encode_tag(tag: str) -> str:
    return "}" if tag.startswith("</") else f"\\{COMMANDS_BY_TAG[tag[1:-1]]}{{"


def escape_latex(text: str) -> str:
    return UNSAFE_CHARACTERS.sub(lambda found: LATEX_ESCAPES.get(found[0], f"{found[0]}{{}}"), text)
