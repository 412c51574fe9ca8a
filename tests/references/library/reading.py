"""Reads what the public library sends: files of works, and the structured data of a page."""

import json
import re
from typing import Any

from django.http import HttpResponseBase

from references.formats import parser

STRUCTURED_DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def get_structured_data(html: str) -> dict[str, Any]:
    [text] = STRUCTURED_DATA.findall(html)
    return json.loads(text)


def get_content(response: HttpResponseBase) -> str:
    return response.getvalue().decode()


def get_keys(text: str) -> list[str]:
    return [record.csl["id"] for record in parser.parse_pasted_works(text)]
