"""Publishes the starter pages of one language."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from wagtail.models import Locale, Page

from articles.models import (
    ArticleIndexPage,
    ArticlePage,
    FaqPage,
    GlossaryPage,
    GlossaryTerm,
    HomePage,
    InformationPage,
    PeopleIndexPage,
)
from articles.starter.block_builders import insert_links
from articles.starter.content import PageContent, SiteContent, TermContent
from articles.starter.questions import find_topic, publish_questions, publish_topics
from references.models import Reference


class PagePublisher:
    """Publishes pages in one language.

    `translation_keys` holds the key of each page and term by its name: the first language fills it, the others read it.
    """

    def __init__(self, language: str, translation_keys: dict[str, UUID]) -> None:
        self.locale, _is_new = Locale.objects.get_or_create(language_code=language)
        self.translation_keys = translation_keys
        self.works: Mapping[str, Reference] = {work.key: work for work in Reference.objects.all()}
        # The id of each term by its name.
        self.terms: dict[str, int] = {}

    def publish_site(self, content: SiteContent) -> HomePage:
        """Publish the home page and all below it, and return the home page."""
        publish_topics(content.topics, self.locale, self.translation_keys)
        for term in content.terms:
            self.terms[term.name] = self.publish_term(term).pk
        words = content.home
        front: HomePage = self.publish_page(
            Page.get_first_root_node(), HomePage(standfirst=words.introduction, body=self.build_body(words)), words
        )
        if content.articles:
            self.publish_articles(front, content)
        self.publish_page(front, FaqPage(body=self.build_body(content.faq)), content.faq)
        self.publish_page(front, GlossaryPage(introduction=content.glossary.introduction), content.glossary)
        self.publish_page(front, PeopleIndexPage(introduction=content.people.introduction), content.people)
        for words in content.pages:
            self.publish_page(front, InformationPage(body=self.build_body(words)), words)
        return front

    def publish_articles(self, front: HomePage, content: SiteContent) -> None:
        words = content.article_list
        articles = self.publish_page(front, ArticleIndexPage(introduction=words.introduction), words)
        for words in content.articles:
            article = ArticlePage(standfirst=words.introduction, body=self.build_body(words))
            article.topic = find_topic(words.topic, self.locale) if words.topic else None
            self.publish_page(articles, article, words)

    def publish_term(self, words: TermContent) -> GlossaryTerm:
        term = GlossaryTerm(term=words.term, other_forms=words.other_forms, definition=words.definition, live=False)
        term.locale = self.locale
        term.translation_key = self.translation_keys.setdefault(f"term {words.name}", term.translation_key)
        term.save()
        term.save_revision().publish()
        return term

    def build_body(self, words: PageContent) -> str:
        # The headings of the page of questions are topics; those of articles are all alike.
        topic = "" if words.name == "faq" else words.title[:80]
        return json.dumps(publish_questions(insert_links(words.body, self.works, self.terms), self.locale, topic=topic))

    def publish_page(self, parent: Page, page: Any, words: PageContent) -> Any:
        page.title, page.slug, page.search_description = words.title, words.slug, words.description
        page.show_in_menus, page.locale, page.live = words.is_in_menu, self.locale, False
        page.translation_key = self.translation_keys.setdefault(words.name, page.translation_key)
        parent.add_child(instance=page)
        page.save_revision().publish()
        return page
