"""Lists every URL that the site mounts, with an example of each, by walking the resolver."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RegexPattern, RoutePattern
from django.utils.regex_helper import normalize

EXAMPLES = {"uuid": "00000000-0000-4000-8000-000000000000", "int": "1", "str": "x", "slug": "x", "path": "x"}


@dataclass(frozen=True)
class Address:
    path: str
    view: Callable[..., Any]
    name: str | None


def addresses(resolver: URLResolver | None = None, before: str = "/") -> Iterator[Address]:
    """Return the URLs in the active language, in the order in which they are tried."""
    for pattern in (resolver or get_resolver()).url_patterns:
        here = before + example(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield Address(here, pattern.callback, pattern.name)
        else:
            yield from addresses(pattern, here)


def example(
    pattern: RoutePattern | RegexPattern | LocalePrefixPattern, values: Mapping[str, object] | None = None
) -> str:
    """Return what matches a pattern. `values` are those of its parameters; the others get an example."""
    values = values or {}
    if isinstance(pattern, LocalePrefixPattern):
        return pattern.language_prefix
    if isinstance(pattern, RoutePattern):
        return re.sub(
            r"<(?:(\w+):)?(\w+)>",
            lambda match: str(values.get(match[2], EXAMPLES.get(match[1] or "str", "1"))),
            pattern._route,
        )
    (text, parameters), *_ = normalize(pattern._regex)
    return re.sub(r"^/", "", text % {name: values.get(name, "1") for name in parameters})
