"""Loads templates of pages without the white space that only their source needs.

Templates are written with an element or a template tag to a line, so that they can be read. What that leaves in a page
must not show, and must not weigh: a page that shows a visitor's words is sent uncompressed
(fibro_site/middleware/compression.py). Trimming when a template is loaded takes no time of a request, and does not
touch what is filled in. The rules:

1. A line of template tags that print nothing (`{% if %}`, `{% endfor %}`, `{% url … as … %}`) leaves nothing. Nor does
   a message to translate that goes into a variable (`asvar`).
2. A line break beside the tag of a block element (`<p>`, `</li>`, `<br>`) leaves nothing: browsers show none there.
3. Inside an element's tag a line break is one space, which an `{% if %}` takes along, so that attributes may stand on
   lines of their own and leave nothing where they are left out.

Any other line break stays, without the indentation: it keeps words apart. What must touch the words before it, such as
a comma, stands on their line. `<pre>`, `<textarea>`, `<script>`, `<style>`, `{% verbatim %}` and messages to translate,
which are looked up by their exact text, stay as they are. `{% endblock %}` keeps its line break, since the words before
it may stand in another template.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.template import Origin
from django.template.loaders import filesystem

# Elements that browsers lay out in lines of their own, those that hold only such elements, and shapes of drawings.
BLOCK_ELEMENT = re.compile(
    """
    address | article | aside | blockquote | body | br | caption | circle | col | colgroup | dd | details | dialog | div
    | dl | dt | fieldset | figcaption | figure | footer | form | g | h1 | h2 | h3 | h4 | h5 | h6 | head | header
    | hgroup | hr | html | legend | li | link | main | meta | nav | ol | optgroup | option | p | path | rect | search
    | section | summary | table | tbody | td | text | tfoot | th | thead | title | tr | tspan | ul
    """,
    re.VERBOSE,
)
# Template tags that print nothing where they stand. So does each that ends with `as` and a name, but for `cycle`.
SILENT_TAG = re.compile(
    """
    autoescape | block | elif | else | empty | endautoescape | endfor | endif | endlanguage | endlocalize | endwith
    | extends | for | if | language | load | localize | with
    """,
    re.VERBOSE,
)
# After these a page goes on with what comes next in the source. After `{% else %}` or `{% endfor %}` it may not.
CLOSING_TAGS = frozenset({"endautoescape", "endif", "endlanguage", "endlocalize", "endwith"})

TOKEN = re.compile(
    r"""
      (?P<kept>
        <(?P<element>pre|textarea|script|style)\b.*?</(?P=element)>
        | {%\s*(?P<ended>blocktranslate|blocktrans|verbatim)\b(?P<asvar>(?:(?!%}).)*\sasvar\s)?
          .*?{%\s*end(?P=ended)\b.*?%}
      )
    | (?P<comment>{%\s*comment\b.*?{%\s*endcomment\s*%}|{\#.*?\#})
    | (?P<variable>{{.*?}})
    | (?P<tag>{%\s*(?P<tag_name>\w+)(?P<assignment>(?:(?!%}).)*\sas\s+\w+\s*(?=%}))?.*?%})
    | (?P<start></?(?:(?P<element_name>[a-z][\w-]*)|(?={[%{])))
    | (?P<end>/?>)
    | (?P<line_break>[ \t]*\n\s*)
    """,
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
KINDS = ("kept", "comment", "variable", "tag", "start", "end", "line_break")


@dataclass(frozen=True)
class Token:
    """A part of a template's source.

    `kind` is a group of `TOKEN`, or `text`. `name` is that of the template tag, or of the element whose tag begins or
    ends here. `is_attribute` holds for what stands inside an element's tag.
    """

    kind: str
    text: str
    name: str = ""
    is_attribute: bool = False
    is_silent: bool = False

    @property
    def is_block_element(self) -> bool:
        return self.kind in {"start", "end"} and BLOCK_ELEMENT.fullmatch(self.name) is not None


class TrimmingLoader(filesystem.Loader):
    """Loads templates from `DIRS`. Emails in plain text, and all else that is not HTML, stay as they are."""

    def get_contents(self, origin: Origin) -> str:
        contents = super().get_contents(origin)
        return trim_source(contents) if str(origin.name).endswith(".html") else contents


def trim_source(source: str) -> str:
    """Return the source of a template without the white space that its pages do not need."""
    tokens = list(split_source(source))
    trimmed: list[str] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.is_attribute:
            end = next((at for at in range(position, len(tokens)) if not tokens[at].is_attribute), len(tokens))
            trimmed.append(join_attributes(tokens[position:end]))
            position = end
            continue
        if token.kind == "line_break":
            trimmed.append("" if is_needless(tokens, position) else "\n")
        elif token.kind != "comment":
            trimmed.append(token.text)
        position += 1
    return "".join(trimmed)


def split_source(source: str) -> Iterator[Token]:
    """Yield the parts of a template's source, all of it and in order."""
    is_attribute = False
    element = ""
    reached = 0
    for found in TOKEN.finditer(source):
        if text := source[reached : found.start()]:
            yield Token("text", text, is_attribute=is_attribute, is_silent=text.isspace())
        reached = found.end()
        kind = next(group for group in KINDS if found[group] is not None)
        if kind == "start" and not is_attribute:
            element = (found["element_name"] or "").lower()
            yield Token(kind, found[0], element)
            is_attribute = True
        elif kind == "end" and is_attribute:
            is_attribute = False
            yield Token(kind, found[0], element)
        elif kind == "tag":
            assigns = found["assignment"] is not None and found["tag_name"] != "cycle"  # which prints all the same
            is_silent = assigns or SILENT_TAG.fullmatch(found["tag_name"]) is not None
            yield Token(kind, found[0], found["tag_name"], is_attribute, is_silent)
        elif kind in {"start", "end"}:
            yield Token("text", found[0], is_attribute=is_attribute)
        else:
            is_silent = kind == "comment" or found["asvar"] is not None
            yield Token(kind, found[0], "", is_attribute, is_silent)
    if text := source[reached:]:
        yield Token("text", text, is_attribute=is_attribute)


def is_needless(tokens: Sequence[Token], position: int) -> bool:
    """Tell whether the line break at `position` stands beside a block element or ends a line that prints nothing."""
    line = position - 1
    while line >= 0 and tokens[line].is_silent:
        line -= 1
    if line < 0 or tokens[position - 1].is_block_element:
        return True
    if line < position - 1 and tokens[line].kind == "line_break":
        return True
    following = position + 1
    while following < len(tokens) and _only_closes(tokens[following]):
        following += 1
    return following < len(tokens) and tokens[following].is_block_element


def _only_closes(token: Token) -> bool:
    return token.kind in {"comment", "line_break"} or (token.kind == "tag" and token.name in CLOSING_TAGS)


def join_attributes(tokens: Sequence[Token]) -> str:
    """Return the inside of an element's tag on one line, with the space before an `{% if %}` inside of it."""
    joined: list[str] = []
    is_apart = False
    branches: list[bool] = []  # whether what stands in each open {% if %} is kept apart from what stands before it
    for token in tokens:
        if token.kind == "line_break":
            is_apart = True
        elif token.name == "if":
            branches.append(is_apart)
            joined.append(token.text)
        elif token.name in {"elif", "else"} and branches:
            is_apart = branches[-1]
            joined.append(token.text)
        elif token.name == "endif" and branches:
            branches.pop()
            is_apart = False
            joined.append(token.text)
        elif token.kind != "comment":
            joined.append(" " * is_apart + token.text)
            is_apart = False
    return "".join(joined)
