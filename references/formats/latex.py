"""Text as BibTeX holds it, to and from text with the four inline marks of CSL.

Reads what reference managers and publishers write: accents, symbols, emphasis, formulas of one line, ligatures. Writes
letters as they are, since every BibTeX of this century takes UTF-8, and spells only what LaTeX would take as a command.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from pylatexenc.latex2text import get_default_latex_context_db

from references.inline_markup import TAG, balanced_tags

Wrap = Callable[[str], str]

# Combining characters, by the command that sets them on the next letter (LaTeX 2e, text accents).
ACCENTS = dict(
    zip(
        "`'^~=u.\"rHvdckbt",
        "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0323\u0327\u0328\u0331\u0361",
        strict=True,
    )
)
MARKS = {
    **dict.fromkeys(("textit", "emph", "textsl", "mkbibemph", "mkbibitalic", "mathit", "textsl"), "i"),
    **dict.fromkeys(("textbf", "mkbibbold", "mathbf"), "b"),
    **dict.fromkeys(("textsuperscript", "mkbibsuperscript", "sp"), "sup"),
    **dict.fromkeys(("textsubscript", "mkbibsubscript", "sb"), "sub"),
}
# These hold up to the end of their group.
SWITCHES = {"em": "i", "it": "i", "itshape": "i", "sl": "i", "bf": "b", "bfseries": "b"}
# Whose first argument is no text.
DROPPING = {
    "href",
    "bibinfo",
    "textcolor",
    "color",
    "cite",
    "citep",
    "citet",
    "label",
    "ref",
    "begin",
    "end",
    "vspace",
    "hspace",
}
SILENT = {
    *("relax", "noopsort", "protect", "small", "tiny", "sc", "rm", "tt", "sf", "scshape", "rmfamily", "ttfamily"),
    *("normalfont", "upshape", "left", "right", "displaystyle", "textstyle", "limits", "nolinkurl", "null"),
}
SYMBOLS = {
    **{
        symbol.macroname: symbol.simplify_repl
        for symbol in get_default_latex_context_db().iter_macro_specs()
        if isinstance(symbol.simplify_repl, str) and "%" not in symbol.simplify_repl and symbol.macroname.isalpha()
    },
    "LaTeX": "LaTeX",
    "S": "§",
    "P": "¶",
    **dict.fromkeys(("euro", "EUR", "texteuro"), "€"),
    **dict.fromkeys(("pounds", "textsterling"), "£"),
    "degree": "°",
    # Without their dots.
    "i": "\u0131",
    "j": "\u0237",
    "newline": " ",
    "par": " ",
    "slash": "/",
    "textasciicircum": "^",
    "textasciigrave": "`",
    "textasciitilde": "~",
    "textbackslash": "\\",
    "textbar": "|",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textcopyright": "©",
    "textdegree": "°",
    "textgreater": ">",
    "textless": "<",
    "textquotedbl": '"',
    "textquotesingle": "'",
    "texttrademark": "™",
    "textunderscore": "_",
    **dict.fromkeys("\\ \n,;:", " "),
    **dict.fromkeys("!()[]/-", ""),
}
SYMBOLS |= {
    **dict(zip(("ne", "yen", "cent", "copyright", "SS", "Box", "triangle"), "≠¥¢©ẞ□△", strict=True)),
    **dict(zip(("female", "male", "checkmark", "celsius", "textminus"), "♀♂✓℃\u2212", strict=True)),
    **dict(zip(("micro", "ohm", "ddag", "sqrt", "textperiodcentered", "textpilcrow"), "µΩ‡√·¶", strict=True)),
    **dict.fromkeys(("Angstrom", "angstrom"), "Å"),
    **dict.fromkeys(("permil", "perthousand"), "‰"),
    **dict.fromkeys(("thinspace", "enspace", "nobreakspace", "quad", "qquad"), " "),
    # Upright Greek letters, of several packages.
    **{
        f"{prefix}{letter}": SYMBOLS[letter]
        for letter in (
            *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu"),
            *("nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"),
        )
        for prefix in ("up", "text")
        if f"{prefix}{letter}" not in SYMBOLS
    },
}
WITH_DOT = str.maketrans("\u0131\u0237", "ij")
LIGATURES = {"---": "—", "--": "–", "``": "“", "''": "”", "!`": "¡", "?`": "¿", "~": " "}

TOKEN = re.compile(
    r"\\(?P<word>[A-Za-z]+)\*?[ \t\n]*|\\(?P<sign>[\s\S])|(?P<opening>\{)|(?P<closing>\})"
    r"|(?P<dollar>\$)|(?P<script>[\^_])|(?P<ligature>---?|``|''|!`|\?`|~)|(?P<space>[ \t\n]+)"
)
SUSPECT = re.compile(r"[\\{}$~\n\t]|--|``|''|!`|\?`|  ")
# What an unknown command is for; it goes, its argument stays.
WITH_ARGUMENT = re.compile(r"\{[^}]")
DOLLAR = re.compile(r"(?<!\\)\$")
# An amount of money begins with a digit, and a command, a script or a sign stands in none.
SIGN = re.compile(r"[\\^_]|^\D\S*\Z")

# Behind the marks around it.
FIRST_LETTER = re.compile(r"(?<![^>])[^<>]")

SPELLINGS = {
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
COMMANDS = {"i": "textit", "b": "textbf", "sub": "textsubscript", "sup": "textsuperscript"}
UNSAFE = re.compile(r"[\\{}$&%#_~^]|-(?=-)|`(?=`)|'(?=')|[!?](?=`)|(?<= ) ")


@dataclass
class Group:
    """An open group: what is in it, and what is done with it when it closes."""

    wraps: list[Wrap] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    # What is done with the next letter or group, the innermost last.
    waiting: list[Wrap] = field(default_factory=list)
    # Where in `parts` a switch such as \em stands.
    switches: dict[str, int] = field(default_factory=dict)

    def add(self, argument: str) -> None:
        self.parts.append(wrapped(argument, self.waiting))
        self.waiting = []

    def add_words(self, words: str) -> None:
        """Of words, only the first letter is an argument."""
        if words and self.waiting:
            self.add(words[0])
            words = words[1:]
        if words:
            self.parts.append(words)

    def switch(self, mark: str) -> None:
        self.switches.setdefault(mark, len(self.parts))

    def closed(self) -> str:
        parts = self.parts
        for mark, position in reversed(self.switches.items()):
            parts = [*parts[:position], wrapped("".join(parts[position:]), [marked(mark)])]
        return wrapped("".join(parts), self.wraps)


def decoded(text: str) -> str:
    """Plain text with marks. Braces without a partner are passed over; unknown commands stay as they are."""
    return Decoder(text).decoded().strip() if SUSPECT.search(text) else text.strip()


def ends_of_formulas(text: str) -> set[int]:
    """Where the dollars stand that enclose a formula. Others are amounts of money, told apart nearly as Pandoc does."""
    ends: set[int] = set()
    opening = None
    for place in (found.start() for found in DOLLAR.finditer(text)):
        if opening is not None and is_formula(text[opening + 1 : place], text[place + 1 : place + 2]):
            ends |= {opening, place}
            opening = None
        else:
            opening = place
    return ends


def is_formula(inside: str, following: str) -> bool:
    if not inside or inside != inside.strip():
        return False
    return not following.isdigit() or bool(SIGN.search(inside))


class Decoder:
    def __init__(self, text: str) -> None:
        self.text = text
        # The outermost holds the whole.
        self.groups = [Group()]
        self.in_formula = False
        self.ends_of_formulas = ends_of_formulas(text)

    @property
    def group(self) -> Group:
        return self.groups[-1]

    def decoded(self) -> str:
        end = 0
        for token in TOKEN.finditer(self.text):
            self.group.add_words(self.text[end : token.start()])
            end = token.end()
            self.take(token)
        self.group.add_words(self.text[end:])
        while len(self.groups) > 1:
            self.close()
        return self.group.closed()

    def take(self, token: re.Match[str]) -> None:
        match token.lastgroup:
            case "word":
                self.take_word(token["word"], token)
            case "sign":
                self.take_sign(token["sign"])
            case "opening":
                self.groups.append(Group(wraps=self.group.waiting))
                self.groups[-2].waiting = []
            case "closing" if len(self.groups) > 1:
                self.close()
            case "script" if self.in_formula:
                self.group.waiting.append(marked("sup" if token[0] == "^" else "sub"))
            case "dollar" if token.start() in self.ends_of_formulas:
                self.in_formula = not self.in_formula
            case "space":
                self.group.parts.append(" ")
            case "script" | "dollar" | "ligature":
                self.group.add(LIGATURES.get(token[0], token[0]))

    def take_word(self, name: str, token: re.Match[str]) -> None:
        if name in ACCENTS:
            self.group.waiting.append(accented(ACCENTS[name]))
        elif name in MARKS:
            self.group.waiting.append(marked(MARKS[name]))
        elif name in SWITCHES:
            self.group.switch(SWITCHES[name])
        elif name in DROPPING:
            self.group.waiting.append(dropped)
        elif name in SYMBOLS:
            self.group.add(SYMBOLS[name])
        elif name not in SILENT and not WITH_ARGUMENT.match(self.text, token.end()):
            self.group.add(token[0])

    def take_sign(self, sign: str) -> None:
        if sign in ACCENTS:
            self.group.waiting.append(accented(ACCENTS[sign]))
        else:
            self.group.add(SYMBOLS.get(sign, sign))

    def close(self) -> None:
        inner = self.groups.pop()
        self.group.parts.append(inner.closed())


def depths(text: str) -> list[int]:
    """Behind each character, how many braces are open."""
    found, depth = [], 0
    for piece in re.findall(r"\\.|.", text, re.DOTALL):
        depth += (piece == "{") - (piece == "}")
        found += [depth] * len(piece)
    return found


def split(text: str, separator: str) -> list[str]:
    """`text` cut at the separators that stand in no braces."""
    parts, begun = [], 0
    for position, depth in enumerate(depths(text)):
        if text[position] == separator and depth == 0:
            parts.append(text[begun:position])
            begun = position + 1
    return [*parts, text[begun:]]


def wrapped(text: str, wraps: list[Wrap]) -> str:
    for wrap in reversed(wraps):
        text = wrap(text)
    return text


def accented(accent: str) -> Wrap:
    def compose(found: re.Match[str]) -> str:
        # LaTeX takes the dot away to make room for the accent; Unicode does so by itself.
        return unicodedata.normalize("NFC", found[0].translate(WITH_DOT) + accent)

    return lambda text: FIRST_LETTER.sub(compose, text, count=1)


def marked(mark: str) -> Wrap:
    return lambda text: f"<{mark}>{text}</{mark}>" if text else ""


def dropped(text: str) -> str:
    return ""


def encoded(text: str) -> str:
    """Text for a field in braces, from which `decoded` gives `text` back."""
    parts = TAG.split(text)
    marks = set(balanced_tags(parts))
    return "".join(command(part) if position in marks else spelt(part) for position, part in enumerate(parts))


def command(tag: str) -> str:
    return "}" if tag.startswith("</") else f"\\{COMMANDS[tag[1:-1]]}{{"


def spelt(text: str) -> str:
    return UNSAFE.sub(lambda found: SPELLINGS.get(found[0], f"{found[0]}{{}}"), text)
