"""Our own pages without the indentation of their templates.

What shows a visitor's words goes out uncompressed (fibro_site/middleware/compression.py), and a twelfth of it would be
indentation. It is left out when a template is read, so it costs no request anything, and what a template is filled with
is never touched. Each line keeps its break: words stay apart, and errors name the right line.
"""

import re

from django.template import Origin
from django.template.loaders import filesystem

INDENTATION = re.compile(
    # Where every space is shown, or is a program's; and where it is part of a message that is looked up as it stands.
    r"(<(?P<element>pre|textarea|script|style)\b.*?</(?P=element)>"
    r"|{%\s*(?P<tag>blocktranslate|blocktrans|verbatim)\b.*?{%\s*end(?P=tag)\b)"
    r"|\n[ \t]+",
    re.DOTALL | re.IGNORECASE,
)


def strip_indentation(source: str) -> str:
    return INDENTATION.sub(lambda found: found[1] or "\n", source)


class UnindentingLoader(filesystem.Loader):
    """Finds templates in `DIRS`; mails in plain text and all else that is not HTML stay as they are."""

    def get_contents(self, origin: Origin) -> str:
        contents = super().get_contents(origin)
        return strip_indentation(contents) if str(origin.name).endswith(".html") else contents
