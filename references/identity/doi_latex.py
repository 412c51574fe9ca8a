"""DOIs as reference managers write them in LaTeX: `{\\_}`, `\\textless`, `$<$`, `\\char`\\_`, `\\href{...}{...}`."""

import re
import unicodedata

HREF_COMMAND = re.compile(r"\\href\s*\{([^{}]*)\}\s*\{(?:[^{}]|\{[^{}]*\})*\}")
LINK_COMMAND = re.compile(r"\\(?:url|doi|href|nolinkurl|path|burl|texttt|ensuremath|mathrm|text|detokenize)\s*(?=\{)")
CHAR_COMMAND = re.compile(
    r"\\char\s*(?:`\\?(?P<sign>\S)|\"(?P<hex>[0-9A-F]{2})|'(?P<octal>[0-7]{2,3})|(?P<number>\d{2,3}))\s?"
)
ENCLOSING_BRACES = re.compile(r"^\{(.*)\}$|^\{(?=[^}]*$)", re.DOTALL)
FORMULA = re.compile(r"\$\s*(\\[A-Za-z]+|\\?[^A-Za-z0-9$\s]*)\s*\$|\\\(\s*(\\[A-Za-z]+|\\?[^A-Za-z0-9$\s]*?)\s*\\\)")
SIGNS_BY_COMMAND = {
    "textless": "<",
    "textgreater": ">",
    "lt": "<",
    "gt": ">",
    "langle": "<",
    "rangle": ">",
    "textunderscore": "_",
    "textbackslash": "",
    "backslash": "",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textbar": "|",
    "textquotesingle": "'",
    "textendash": "-",
    "slash": "/",
    "allowbreak": "",
    "penalty0": "",
    "newline": "",
    "linebreak": "",
    "relax": "",
}
SIGN_COMMAND = re.compile(rf"\\+({'|'.join(SIGNS_BY_COMMAND)})(?![A-Za-z])\s*(?:\{{\}})?")
# A hyphen behind a backslash is printed only where a line ends: nobody knows whether its author meant one or none.
ESCAPING_BACKSLASH = re.compile(r"\\+(?=[^A-Za-z\s\\-]|$)")
# Braces around one sign, and those that managers leave between a sign and what follows. Braces around letters belong
# to the DOI, except in BibTeX.
BRACES_AROUND_SIGN = re.compile(r"\{([^{}A-Za-z0-9]*)\}")
BIBTEX_BRACES = re.compile(r"(?<!\\)[{}]")
ACCENT_COMMAND = re.compile(r"\\([\"'`^])\s*\{?\s*([A-Za-z])")
ACCENTS_BY_SIGN = dict(zip("\"'`^", "\u0308\u0301\u0300\u0302", strict=True))


def strip_href(text: str) -> str:
    """Return `text` with the URL of each `\\href` in place of the command and its words."""
    return HREF_COMMAND.sub(r"\1", text)


def strip_bibtex_latex(text: str) -> str:
    """Return the DOI of a BibTeX field without LaTeX and without any braces.

    In BibTeX, braces around letters keep their case and are no part of the DOI.
    """
    text = LINK_COMMAND.sub("", strip_href(text))
    # Before the braces go, which end the name of a command: `{\\textunderscore}x`.
    text = ACCENT_COMMAND.sub(
        compose_accent,
        SIGN_COMMAND.sub(lambda found: SIGNS_BY_COMMAND[found[1]], CHAR_COMMAND.sub(decode_char_command, text)),
    )
    return BIBTEX_BRACES.sub("", text)


def strip_doi_latex(text: str) -> str:
    """Return `text` without one layer of LaTeX. Braces around letters stay."""
    text = ENCLOSING_BRACES.sub(
        lambda found: found[1] or "", CHAR_COMMAND.sub(decode_char_command, LINK_COMMAND.sub("", text))
    )
    text = FORMULA.sub(lambda found: found[1] or found[2] or "", text)
    text = SIGN_COMMAND.sub(lambda found: SIGNS_BY_COMMAND[found[1]], text)
    return BRACES_AROUND_SIGN.sub(r"\1", ESCAPING_BACKSLASH.sub("", text))


def compose_accent(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", found[2] + ACCENTS_BY_SIGN[found[1]])


def decode_char_command(found: re.Match[str]) -> str:
    """Return the character that `\\char` names, by itself or by its number."""
    if found["sign"]:
        return found["sign"]
    base = 16 if found["hex"] else 8 if found["octal"] else 10
    sign = chr(int(found["hex"] or found["octal"] or found["number"], base))
    return sign if sign.isprintable() else found[0]
