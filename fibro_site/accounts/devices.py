"""The name of a browser and of a system in plain words, as its owner would say them."""

from collections.abc import Sequence

from django.utils.translation import gettext

# What stands in a user agent, and what people call it. The first that is found counts: most of them name others too.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser/": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "CrOS": "Chromebook",
    "Windows": "Windows",
    "Mac OS X": "Mac",
    "Linux": "Linux",
}


def name_device(user_agent: str) -> list[str]:
    """Return the browser and the system, each empty if it is none that is known. No version is kept."""
    return [next((name for mark, name in known.items() if mark in user_agent), "") for known in (BROWSERS, SYSTEMS)]


def describe_device(names: Sequence[str]) -> str:
    browser, system = names
    if browser and system:
        return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or gettext("Unknown device")
