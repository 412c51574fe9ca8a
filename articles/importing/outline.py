"""An article as it was understood: title, parts in their order, and the entries of its list of works.

It knows neither files nor blocks: every reader ends here, and the draft is built from here.
"""

from dataclasses import dataclass, field

from articles.importing.passages import Passage, Remark
from articles.importing.phrases import Phrase
from references.formats.typed_identifiers import TypedLink


@dataclass(frozen=True)
class SectionHeading:
    words: str
    line: int


@dataclass
class Prose:
    """Paragraphs, lists and small headings."""

    passages: list[Passage] = field(default_factory=list)


@dataclass(frozen=True)
class KeyInsight:
    phrase: Phrase
    line: int


@dataclass(frozen=True)
class Quotation:
    phrase: Phrase
    attribution: str
    line: int


@dataclass(frozen=True)
class DataTable:
    passage: Passage
    title: str


@dataclass
class Question:
    words: str
    line: int
    passages: list[Passage] = field(default_factory=list)
    is_clinic_view: bool = False


@dataclass
class Questions:
    heading: str
    line: int
    items: list[Question] = field(default_factory=list)


@dataclass
class CallToAction:
    heading: str
    line: int
    sentences: list[str] = field(default_factory=list)
    button: str = ""


Part = SectionHeading | Prose | KeyInsight | Quotation | DataTable | Questions | CallToAction


@dataclass(frozen=True)
class Entry:
    """An entry of the list of works: the number that markers have for it, its words, and the links in them."""

    number: int
    line: int
    words: str
    links: tuple[TypedLink, ...] = ()


@dataclass
class Outline:
    title: str = ""
    standfirst: str = ""
    # The headings that readers will see, small ones too.
    headings: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    # Whether the list has numbers of its own, and not only an order.
    is_numbered: bool = False
    remarks: list[Remark] = field(default_factory=list)

    def warn(self, words: str, line: int | None = None) -> None:
        self.remarks.append(Remark(words, line))
