"""A browser without scripts: it reads pages, follows links, fills in forms and sends them."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.http import HttpResponse
from django.test import Client

VOID = {"br", "img", "input", "link", "meta", "path", "circle"}


@dataclass
class Control:
    name: str
    value: str
    kind: str
    is_checked: bool = False


@dataclass
class Form:
    action: str
    controls: list[Control] = field(default_factory=list)

    def data(self, filled: dict[str, Any], button: str | None = None) -> dict[str, list[str]]:
        """Return the data to post: the values in the form, overridden by `filled`."""
        posted: dict[str, list[str]] = {}
        for control in self.controls:
            is_sent = control.kind not in {"submit", "radio", "checkbox"} or control.is_checked
            if control.name and (is_sent or (control.kind == "submit" and control.name == button)):
                posted.setdefault(control.name, []).append(control.value)
        unknown = set(filled) - {control.name for control in self.controls}
        assert not unknown, f"this page does not ask for {unknown}"
        for name, value in filled.items():
            posted[name] = value if isinstance(value, list) else [value]
        return {name: values for name, values in posted.items() if values}


class Page(HTMLParser):
    """The parts of a page that a visitor can read and use."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: dict[str, str] = {}  # text -> URL
        self.forms: list[Form] = []
        self.ids: set[str] = set()
        self.title = ""
        self.heading = ""
        self._open: list[str] = []
        self._link_url: str | None = None
        self._text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            assert given["id"] not in self.ids, f"the id {given['id']} stands twice"
            self.ids.add(given["id"])
        if tag not in VOID:
            self._open.append(tag)
        if tag == "a":
            self._link_url, self._text = given.get("href"), ""
        elif tag == "form":
            self.forms.append(Form(given.get("action", "")))
        elif tag in {"input", "button", "textarea"} and self.forms:
            kind = tag if tag == "textarea" else given.get("type", "text" if tag == "input" else "submit")
            value = given.get("value", "on" if kind == "checkbox" else "")
            self.forms[-1].controls.append(Control(given.get("name", ""), value, kind, "checked" in given))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass
        if tag == "a" and self._link_url is not None:
            self.links[" ".join(self._text.split())] = self._link_url
            self._link_url = None

    def handle_data(self, data: str) -> None:
        if self._link_url is not None:
            self._text += data
        if "title" in self._open:
            self.title += data
        if "h1" in self._open:
            self.heading = f"{self.heading} {data}".strip()
        if self._open[-1:] == ["textarea"] and self.forms:
            self.forms[-1].controls[-1].value += data.removeprefix("\n")


class PlainBrowser:
    """Keeps cookies, checks CSRF tokens and follows redirects. `page`, `response` and `url` are those that are open."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.url = "/"
        self.response = HttpResponse()
        self.page = Page("")
        self.past: list[str] = []

    def open(self, url: str) -> "PlainBrowser":
        return self._arrive(self.client.get(urljoin(self.url, url)), urljoin(self.url, url))

    def follow(self, text: str) -> "PlainBrowser":
        return self.open(self.page.links[text])

    def back(self) -> "PlainBrowser":
        """Press the browser's Back button: these pages are not cached, so it requests the page again."""
        self.past.pop()
        return self.open(self.past.pop())

    def send(self, *, button: str | None = None, **filled: Any) -> "PlainBrowser":
        return self.send_filled(filled, button=button)

    def send_filled(self, filled: dict[str, Any], *, button: str | None = None) -> "PlainBrowser":
        form = self.page.forms[-1]
        url = urljoin(self.url, form.action)
        response = self.client.post(url, form.data(filled, button))
        self.sent = (url, form.data(filled, button))
        return self._arrive(response, url)

    def send_again(self) -> "PlainBrowser":
        """Send the last form once more, as by a double click or a reload."""
        url, data = self.sent
        return self._arrive(self.client.post(url, data), url)

    @property
    def text(self) -> str:
        return self.response.content.decode()

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    def _arrive(self, response: Any, url: str) -> "PlainBrowser":
        while response.status_code in {301, 302, 303}:
            url = urljoin(url, response.headers["Location"])
            response = self.client.get(url)
        self.response, self.url = response, url
        self.past.append(url)
        self.page = Page(self.text)
        return self


def read_words(html: str) -> str:
    """Return the text of HTML without tags, with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())
