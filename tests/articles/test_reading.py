import gc
import re

import pytest
from django.test import RequestFactory
from django.utils.html import strip_tags
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from articles.models import ArticlePage
from articles.reading import Heading, read
from references.models import Reference
from tests.articles.builders import make_article, prose, queries, questions, stream
from tests.references.builders import cite, make_reference

pytestmark = pytest.mark.django_db


@pytest.fixture
def works(db: None) -> list[Reference]:
    return [make_reference(name) for name in ("Gray", "Dunn", "Webb", "Cole")]


def rendered(article: ArticlePage) -> str:
    request = RequestFactory().get("/")
    return article.serve(request).render().content.decode()


def numbers_in(html: str) -> list[str]:
    return [strip_tags(number) for number in re.findall(r'<sup class="citation">(.*?)</sup>', html)]


def test_numbers_run_through_every_kind_of_block(works: list[Reference]) -> None:
    gray, dunn, webb, cole = works
    body = stream(
        prose(f"<p>a{cite(webb)}</p>"),
        {"type": "key_insight", "value": {"text": f"<p>b{cite(gray)}{cite(webb)}</p>"}},
        {
            "type": "loop_diagram",
            "value": {
                "title": "Loop",
                "steps": [{"label": "a", "effect": "b"}, {"label": "c", "effect": "d"}],
                "caption": f"<p>c{cite(dunn)}</p>",
            },
        },
        {"type": "quote", "value": {"text": f"<p>d{cite(gray)}</p>", "attribution": ""}},
        questions(f"<p>e{cite(dunn)}{cite(cole)}{cite(gray)}</p>", f"<p>f{cite(cole)}</p>"),
    )
    reading = read(body)
    shown = "".join(str(block) for block in reading.body)
    assert numbers_in(shown) == ["1", "1,2", "3", "2", "2–4", "4"]
    assert [listed.reference for listed in reading.references] == [webb, gray, dunn, cole]
    assert [[mention.letter for mention in listed.cited.mentions] for listed in reading.references] == [
        ["a", "b"],
        ["a", "b", "c"],
        ["a", "b"],
        ["a", "b"],
    ]


def test_numbers_stand_in_the_order_of_the_page(site: None) -> None:
    first_mentions = list(dict.fromkeys(re.findall(r'href="#ref-(\d+)"', rendered(ArticlePage.objects.get()))))
    assert first_mentions == ["1", "2", "3", "4"]


def test_rendering_twice_gives_the_same_bytes(site: None) -> None:
    article = ArticlePage.objects.get()
    once = rendered(article)
    body = article.body.get_prep_value()
    assert rendered(article) == once == rendered(ArticlePage.objects.get())
    assert article.body.get_prep_value() == body


def test_every_number_leads_somewhere_and_back(site: None) -> None:
    html = rendered(ArticlePage.objects.get())
    anchors = re.findall(r'\sid="([^"]+)"', html)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(anchors)
    back_links = re.findall(r'<a href="#(cite-[^"]+)" role="doc-backlink" aria-label="([^"]+)"', html)
    assert sorted(anchor for anchor, _label in back_links) == sorted(a for a in anchors if a.startswith("cite-"))
    assert len({label for _anchor, label in back_links}) == len(back_links)


def test_a_missing_work_is_not_shown(site: None, works: list[Reference]) -> None:
    gray, dunn = works[:2]
    article = make_article("Gaps", prose(f"<p>a{cite(gray)} b{cite(dunn, 'Dunn 2020')} c{cite(999)}</p>"))
    gray.delete()
    html = rendered(article)
    assert numbers_in(html) == ["1"]
    assert "linktype" not in html
    assert "label" not in re.search(r'<div class="prose">.*?</div>', html)[0].replace("aria-label", "")


def test_headings_get_anchors_that_differ() -> None:
    body = stream(
        {"type": "heading", "value": {"heading": "Why?"}},
        {"type": "heading", "value": {"heading": "Why!"}},
        {"type": "heading", "value": {"heading": "Größe & Maß"}},
        {"type": "heading", "value": {"heading": "???"}},
        questions("<p>a</p>", heading=""),
        questions("<p>a</p>", heading="Ref 1"),
    )
    reading = read(body)
    assert reading.contents == [
        Heading("Why?", "section-why"),
        Heading("Why!", "section-why-2"),
        Heading("Größe & Maß", "section-größe-maß"),
        Heading("???", "section"),
        Heading("Ref 1", "section-ref-1"),
    ]
    shown = "".join(str(block) for block in reading.body)
    assert re.findall(r'id="([^"]+)"', shown) == [heading.anchor for heading in reading.contents]


@pytest.mark.parametrize(("words", "minutes"), [(0, 0), (1, 1), (200, 1), (201, 2)])
def test_minutes_to_read(words: int, minutes: int) -> None:
    assert read(stream(prose(f"<p>{'word ' * words}{cite(1, 'not a word of the page')}</p>"))).minutes == minutes


def test_links_of_all_blocks_are_looked_up_together(site: None) -> None:
    pages = list(Page.objects.filter(depth=3))
    links = [f'<p><a linktype="page" id="{page.pk}">a page</a></p>' for page in pages]
    read(stream(prose(links[0])))  # fills Wagtail's cache of site addresses
    body = stream(*(prose(link) for link in links), questions(*links))
    with queries() as statements:
        shown = "".join(str(block) for block in read(body).body)
    assert len(statements) == 1
    assert shown.count('href="/faq/"') == 2


@pytest.mark.parametrize("broken", ["<p>a <a href=", '<p><a linktype="page" id="1"', "<embed ", "\x1e", "<a"])
def test_broken_markup_spoils_no_other_block(broken: str) -> None:
    reading = read(stream(prose("<p>before</p>"), prose(broken), prose("<p>after > it</p>")))
    shown = [str(block) for block in reading.body]
    assert "before" in shown[0]
    assert "after > it" in shown[2]


# Wagtail leaves the temporary files of its sizes to the garbage collector.
@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")
def test_images_cost_the_same_however_many(site: None) -> None:
    def body_with(number: int) -> list[dict]:
        images = [
            get_image_model().objects.create(title="A drawing", file=get_test_image_file(filename=f"{place}.png"))
            for place in range(number)
        ]
        return [
            {
                "type": "picture",
                "value": {"image": {"image": image.pk, "alt_text": "A line", "decorative": False}, "caption": ""},
            }
            for image in images
        ]

    def cost(article: ArticlePage) -> int:
        rendered(article)  # makes the sizes, once
        with queries() as statements:
            html = rendered(ArticlePage.objects.get(pk=article.pk))
        assert html.count('alt="A line"') == len(article.body)
        return len(statements)

    assert cost(make_article("One", *body_with(1))) == cost(make_article("Many", *body_with(5)))
    gc.collect()


TEXT = st.lists(st.sampled_from(["word ", cite(1), cite(2), cite(9), ", ", "<b>x</b>"]), max_size=6).map("".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(st.lists(TEXT, max_size=5), st.lists(TEXT, max_size=3))
def test_a_reading_depends_on_the_stored_body_alone(
    works: list[Reference], texts: list[str], answers: list[str]
) -> None:
    ids = {1: works[0].pk, 2: works[1].pk, 9: 10**6}

    def real(text: str) -> str:
        return re.sub(r'id="(\d)"', lambda match: f'id="{ids[int(match[1])]}"', text)

    parts = [
        *(prose(f"<p>{real(text)}</p>") for text in texts),
        questions(*(f"<p>{real(text)}</p>" for text in answers)),
    ]
    body = stream(*parts)
    once, again, anew = read(body), read(body), read(stream(*parts))
    assert once.references == again.references == anew.references
    assert (
        [str(block) for block in once.body]
        == [str(block) for block in again.body]
        == [str(block) for block in anew.body]
    )
