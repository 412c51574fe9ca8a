"""Loads templates of pages without their indentation.

A page that shows a visitor's words is sent uncompressed (fibro_site/middleware/compression.py), and a twelfth of it
would be indentation. Stripping it when the template is loaded takes no time of a request, and does not touch what is
filled in. Line breaks stay, so that words stay apart and errors name the right line.
"""

import re

from django.template import Origin
from django.template.loaders import filesystem

INDENTATION = re.compile(
    # Not where spaces are shown or belong to a script, nor inside a message, which is looked up by its exact text.
    r"(<(?P<element>pre|textarea|script|style)\b.*?</(?P=element)>"
    r"|{%\s*(?P<tag>blocktranslate|blocktrans|verbatim)\b.*?{%\s*end(?P=tag)\b)"
    r"|\n[ \t]+",
    re.DOTALL | re.IGNORECASE,
)


def strip_indentation(source: str) -> str:
    return INDENTATION.sub(lambda found: found[1] or "\n", source)


class UnindentingLoader(filesystem.Loader):
    """Loads templates from `DIRS`. Emails in plain text, and all else that is not HTML, stay as they are."""

    def get_contents(self, origin: Origin) -> str:
        contents = super().get_contents(origin)
        return strip_indentation(contents) if str(origin.name).endswith(".html") else contents
