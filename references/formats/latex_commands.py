"""Commands of LaTeX and what they stand for in text. Symbols are those of pylatexenc, with what records add."""

from pylatexenc.latex2text import get_default_latex_context_db

# Combining characters, by the command that sets them on the next letter (LaTeX 2e, text accents).
ACCENTS_BY_COMMAND = dict(
    zip(
        "`'^~=u.\"rHvdckbt",
        "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0323\u0327\u0328\u0331\u0361",
        strict=True,
    )
)
TAGS_BY_COMMAND = {
    **dict.fromkeys(("textit", "emph", "textsl", "mkbibemph", "mkbibitalic", "mathit", "textsl"), "i"),
    **dict.fromkeys(("textbf", "mkbibbold", "mathbf"), "b"),
    **dict.fromkeys(("textsuperscript", "mkbibsuperscript", "sp"), "sup"),
    **dict.fromkeys(("textsubscript", "mkbibsubscript", "sb"), "sub"),
}
# These apply up to the end of their group.
FONT_SWITCHES = {"em": "i", "it": "i", "itshape": "i", "sl": "i", "bf": "b", "bfseries": "b"}
# Commands whose first argument is no text.
ARGUMENT_DROPPING_COMMANDS = {
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
IGNORED_COMMANDS = {
    *("relax", "noopsort", "protect", "small", "tiny", "sc", "rm", "tt", "sf", "scshape", "rmfamily", "ttfamily"),
    *("normalfont", "upshape", "left", "right", "displaystyle", "textstyle", "limits", "nolinkurl", "null"),
}
SYMBOLS_BY_COMMAND = {
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
SYMBOLS_BY_COMMAND |= {
    **dict(zip(("ne", "yen", "cent", "copyright", "SS", "Box", "triangle"), "≠¥¢©ẞ□△", strict=True)),
    **dict(zip(("female", "male", "checkmark", "celsius", "textminus"), "♀♂✓℃\u2212", strict=True)),
    **dict(zip(("micro", "ohm", "ddag", "sqrt", "textperiodcentered", "textpilcrow"), "µΩ‡√·¶", strict=True)),
    **dict.fromkeys(("Angstrom", "angstrom"), "Å"),
    **dict.fromkeys(("permil", "perthousand"), "‰"),
    **dict.fromkeys(("thinspace", "enspace", "nobreakspace", "quad", "qquad"), " "),
    # Upright Greek letters, of several packages.
    **{
        f"{prefix}{letter}": SYMBOLS_BY_COMMAND[letter]
        for letter in (
            *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu"),
            *("nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"),
        )
        for prefix in ("up", "text")
        if f"{prefix}{letter}" not in SYMBOLS_BY_COMMAND
    },
}
DOTTED_LETTERS = str.maketrans("\u0131\u0237", "ij")
LIGATURES = {"---": "—", "--": "–", "``": "“", "''": "”", "!`": "¡", "?`": "¿", "~": " "}
