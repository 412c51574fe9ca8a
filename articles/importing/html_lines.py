"""The text of HTML as it is read: words with their looks, and where one line ends and the next begins."""

from urllib.parse import parse_qs, urlsplit

from articles.importing.passages import Line
from articles.importing.phrases import Run, build_phrase
from references.identity.work_urls import clean_web_url

BOLD_TAGS, ITALIC_TAGS = {"b", "strong"}, {"i", "em", "cite"}
LOOK_TAGS = {*BOLD_TAGS, *ITALIC_TAGS, "sup", "a"}
# Hosts that Google Docs and Outlook put before the links of a text, with the parameter that has the link itself.
REDIRECTORS = (("www.google.com", "q"), (".safelinks.protection.outlook.com", "url"))


def unwrap_redirect(url: str) -> str:
    """Return the link that an author wrote, without the host that counts who follows it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    for host, parameter in REDIRECTORS:
        if (parts.hostname or "").endswith(host) and (found := parse_qs(parts.query).get(parameter)):
            return found[0] if clean_web_url(found[0]) else url
    return url


class LineGatherer:
    """Gathers the text between the tags of passages. `line` is the line of the file that is being read."""

    def __init__(self) -> None:
        self.line = 1
        self.bold = self.italic = self.raised = 0
        self.urls: list[str] = []
        self.runs: list[Run] = []
        self.lines: list[Line] = []
        self.start = 1
        self.is_wrapped = False

    def begin_look(self, tag: str, url: str) -> None:
        self.change_look(tag, 1)
        if tag == "a":
            self.urls.append(unwrap_redirect(url))

    def end_look(self, tag: str) -> None:
        self.change_look(tag, -1)
        if tag == "a" and self.urls:
            self.urls.pop()

    def change_look(self, tag: str, by: int) -> None:
        self.bold += by * (tag in BOLD_TAGS)
        self.italic += by * (tag in ITALIC_TAGS)
        self.raised += by * (tag == "sup")

    def add_text(self, text: str) -> None:
        if not self.runs and text.strip():
            self.start = self.line
        if self.runs or text.strip():
            url = self.urls[-1] if self.urls else ""
            look = (self.bold > 0, self.italic > 0, self.raised > 0)
            self.runs.append(Run(text.replace("\n", " "), *look, url))

    def break_line(self, *, is_wrapped: bool = False) -> None:
        """End a line within the passage. The next one `is_wrapped` if it only begins because this one was full."""
        if phrase := build_phrase(self.runs):
            self.lines.append(Line(phrase, self.start, self.is_wrapped))
            self.is_wrapped = False
        self.runs = []
        self.is_wrapped = (is_wrapped or self.is_wrapped) and bool(self.lines)

    @property
    def is_line_empty(self) -> bool:
        """Whether a line was broken and nothing has been written since."""
        return bool(self.lines) and not any(run.text.strip() for run in self.runs)

    def take_lines(self) -> tuple[Line, ...]:
        """Return the lines of the passage that ends here, and begin another."""
        self.break_line()
        lines, self.lines, self.is_wrapped = tuple(self.lines), [], False
        return lines
