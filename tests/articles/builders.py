"""Builds pages for tests, published below the starter site."""

import gc
import json
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.text import slugify
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Revision
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from articles.blocks.bodies import ArticleBody
from articles.blocks.pictures import load_picture
from articles.models import (
    ArticleAuthor,
    ArticleIndexPage,
    ArticlePage,
    FaqEntry,
    HomePage,
    PeopleIndexPage,
    PersonPage,
    Topic,
)
from references.citations.features import CITATION_FEATURE
from references.models import Reference
from tests.references.builders import cite, make_reference

Block = dict[str, Any]
STARTER_ARTICLE = "/articles/fibromyalgia-the-neural-network-perspective/"


def prose(html: str) -> Block:
    return {"type": "prose", "value": html}


def questions(*answers: str, heading: str = "Questions") -> Block:
    items = [{"question": f"Question {place}?", "answer": html} for place, html in enumerate(answers)]
    return {"type": "questions", "value": {"heading": heading, "questions": items}}


def faq(*entries: FaqEntry, topic: Topic | None = None, heading: str = "") -> Block:
    """Return a block of shared questions: of these entries, or else of a topic."""
    chosen = [{"type": "item", "value": entry.pk, "id": f"item-{place}"} for place, entry in enumerate(entries)]
    return {"type": "faq", "value": {"heading": heading, "topic": topic and topic.pk, "entries": chosen}}


def make_topic(name: str = "Sleep", **fields: Any) -> Topic:
    return Topic.objects.create(name=name, slug=slugify(name), **fields)


def make_entry(question: str, answer: str = "<p>Yes.</p>", *, topic: Topic, **fields: Any) -> FaqEntry:
    """Return a published question with its answer."""
    entry = FaqEntry.objects.create(question=question, answer=answer, topic=topic, live=False, **fields)
    entry.save_revision().publish()
    entry.refresh_from_db()
    return entry


def table(caption: str, *rows: list[str]) -> Block:
    columns = [{"type": "text", "heading": f"Column {place}"} for place in range(len(rows[0]))]
    cells = {"columns": columns, "rows": [{"values": row} for row in rows]}
    return {"type": "table", "value": {"title": "A table", "caption": caption, "table": cells}}


def make_image(name: str = "hills.png", **fields: Any) -> AbstractImage:
    """Return an image whose sizes are made already: Wagtail leaves its temporary files to the garbage collector."""
    image = get_image_model().objects.create(title=name, file=get_test_image_file(name), **fields)
    with warnings.catch_warnings(action="ignore", category=ResourceWarning):
        load_picture(image)
        gc.collect()
    return image


# The beginning of a file of each type, from which it is recognised.
FILE_HEADS = {
    "pdf": b"%PDF-1.7\n",
    "mp4": b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00",
    "webm": b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm",
    "ogg": b"OggS\x00\x02",
    "mp3": b"ID3\x04\x00\x00",
    "m4a": b"\x00\x00\x00\x20ftypM4A \x00\x00\x02\x00",
    "vtt": b"WEBVTT\n\n00:00.000 --> 00:02.000\nGood morning.\n",
}


def make_document(name: str, content: bytes | None = None, **fields: Any) -> AbstractDocument:
    """Return a document with the content that its name says, or with another one."""
    if content is None:
        head = FILE_HEADS[name.rpartition(".")[2]]
        # Captions are text.
        content = head if name.endswith(".vtt") else head + bytes(range(200))
    document: AbstractDocument = get_document_model()(title=name, file=ContentFile(content, name=name), **fields)
    document.save()
    return document


def lose_file(image: AbstractImage) -> None:
    """Delete the file of an image, and all that was made of it."""
    for rendition in image.renditions.all():
        rendition.file.storage.delete(rendition.file.name)
        rendition.delete()
    image.file.storage.delete(image.file.name)
    image.get_rendition_model().cache_backend.clear()


def stream(*parts: Block) -> blocks.StreamValue:
    body = ArticleBody()
    return body.to_python(list(parts))


def get_starter_article() -> ArticlePage:
    """Return the first of the starter articles, in English."""
    return ArticlePage.objects.get(slug=STARTER_ARTICLE.rstrip("/").rpartition("/")[2])


def get_article_list() -> ArticleIndexPage:
    """Return the list of articles in English."""
    return ArticleIndexPage.objects.get(slug="articles")


def make_article(title: str = "An article", *parts: Block, **fields: Any) -> ArticlePage:
    article = ArticlePage(title=title, standfirst="What it says.", body=json.dumps(list(parts)), live=False, **fields)
    get_article_list().add_child(instance=article)
    article.save_revision().publish()
    article.refresh_from_db()
    return article


def make_citing_article(*works: Reference | int, title: str = "An article") -> ArticlePage:
    return make_article(title, prose("".join(f"<p>Words.{cite(work)}</p>" for work in works)))


def make_people_index() -> PeopleIndexPage:
    """Return the list of people, made if there is none."""
    home = HomePage.objects.get(slug="clinic")
    people = PeopleIndexPage.objects.child_of(home).first()
    return people or home.add_child(instance=PeopleIndexPage(title="People", slug="people"))


def make_person(name: str = "Hanna Example", **fields: Any) -> PersonPage:
    """Return a published person. The last word of the name is the family name."""
    given: dict[str, Any] = {"family_name": name.rsplit(maxsplit=1)[-1], "conflicts_of_interest": "None.", **fields}
    person = PersonPage(title=name, live=False, **given)
    make_people_index().add_child(instance=person)
    person.save_revision().publish()
    person.refresh_from_db()
    return person


def name_authors(article: ArticlePage, *people: PersonPage) -> None:
    """Let these people have written the article, in this order, as published."""
    article.authorships.set([ArticleAuthor(person=person, sort_order=place) for place, person in enumerate(people)])
    article.save_revision().publish()


def save_draft(article: ArticlePage, *parts: Block, user: AbstractUser | None = None) -> Revision:
    """Save a draft of the article with another body."""
    article.body = stream(*parts)
    return article.save_revision(user=user)


def build_edit_form(
    article: ArticlePage, *texts: str, authors: Iterable[PersonPage] = (), **fields: str
) -> dict[str, Any]:
    """Return what the edit page of this article sends, with these texts as its body and these people as its authors."""
    body = [("prose", rich_text(text, features=["bold", "italic", "link", CITATION_FEATURE])) for text in texts]
    return nested_form_data(
        {
            "title": article.title,
            "slug": article.slug,
            "seo_title": "",
            "search_description": "",
            "standfirst": article.standfirst,
            "authorships": inline_formset([{"person": person.pk} for person in authors]),
            "body": streamfield(body),
            "change_kind": "minor",
            "change_note": "",
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000},
            **fields,
        }
    )


def make_articles(number: int) -> None:
    """Return published articles, the last one newest, without the revisions and log entries of `make_article`, which
    take long.
    """
    index = get_article_list()
    for place in range(number):
        body = json.dumps([prose("<p>Words.</p>")])
        article = ArticlePage(title=f"Article number {place}", standfirst="What it says.", body=body)
        article.first_published_at = article.last_published_at = timezone.now()
        index.add_child(instance=article)


def make_cited(number: int) -> tuple[list[Reference], Block]:
    """Return a number of works, and a text that cites each of them."""
    works = [make_reference(f"Author{place}") for place in range(number)]
    return works, prose("".join(f"<p>Words.{cite(work)}</p>" for work in works))


def html_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()


@contextmanager
def queries() -> Iterator[list[str]]:
    """Collect the SQL statements made inside. Fails if one is repeated."""
    statements: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield statements
    statements += [query["sql"] for query in captured]
    assert sorted(statements) == sorted(set(statements)), "a query was made twice"
