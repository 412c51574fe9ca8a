"""The words of the starter pages, before they are published."""

from dataclasses import dataclass

from articles.starter.block_builders import BlockData


@dataclass(frozen=True)
class PageContent:
    """The words of a page in one language.

    `name` is the same in every language: it tells which pages translate each other, and no reader sees it.
    `introduction` stands under the title, where the page has such a field.
    """

    name: str
    slug: str
    title: str
    body: list[BlockData]
    description: str = ""
    introduction: str = ""
    is_in_menu: bool = False
    # The name of an article's topic, in its language.
    topic: str = ""


@dataclass(frozen=True)
class TopicContent:
    """The words of a topic. `key` is the same in every language."""

    key: str
    name: str
    introduction: str = ""


@dataclass(frozen=True)
class TermContent:
    """A term of the glossary in one language. `name` is the same in every language, and texts mark the term by it."""

    name: str
    term: str
    definition: str
    other_forms: str = ""


@dataclass(frozen=True)
class SiteContent:
    """All pages in one language. `pages` are those of plain text, in the order of the menus."""

    language: str
    topics: tuple[TopicContent, ...]
    home: PageContent
    article_list: PageContent
    articles: tuple[PageContent, ...]
    faq: PageContent
    glossary: PageContent
    terms: tuple[TermContent, ...]
    people: PageContent
    pages: tuple[PageContent, ...]
