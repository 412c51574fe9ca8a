import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.utils import translation
from django.utils.html import strip_tags
from wagtail.models import Page, Site

import articles.starter
from articles.models import ArticlePage, ClinicSettings, FaqEntry, FaqPage, HomePage, InformationPage
from articles.rendering.body import prepare_body
from articles.rendering.shared_questions import place_shared_questions
from articles.review.claim_report import report_claims
from articles.review.claims.detection import ClaimSign
from articles.starter.block_builders import CITATION_PLACEHOLDER
from articles.starter.content import PageContent, SiteContent
from articles.starter.english import content as english
from articles.starter.english.neural_network import NEURAL_NETWORK
from articles.starter.german import content as german
from references.citations.usage import find_citing_pages
from references.models import Reference
from references.starter import read_starter_works
from tests.articles.builders import STARTER_ARTICLE, get_starter_article, html_of

pytestmark = pytest.mark.django_db


def everything() -> list[tuple]:
    return [
        *Page.objects.order_by("path").values_list("path", "title", "slug", "live", "latest_revision_id"),
        *Site.objects.values_list("hostname", "port", "root_page_id", "site_name"),
        *ClinicSettings.objects.values_list("name", "tagline", "address", "phone", "email"),
        *Reference.objects.values_list("key", "evidence_kind"),
    ]


def test_starter_pages_and_settings_are_created(site: None) -> None:
    assert list(Page.objects.filter(depth__gt=1).order_by("path").values_list("url_path", "live")) == [
        ("/clinic/", True),
        ("/clinic/articles/", True),
        ("/clinic/articles/talking-to-your-doctor/", True),
        ("/clinic/articles/what-helps-and-how-surely/", True),
        ("/clinic/articles/what-fibromyalgia-is/", True),
        (f"/clinic{STARTER_ARTICLE}", True),
        ("/clinic/faq/", True),
        ("/clinic/glossary/", True),
        ("/clinic/people/", True),
        ("/clinic/about/", True),
        ("/clinic/being-a-patient/", True),
        ("/clinic/contact/", True),
        ("/clinic/how-we-make-our-pages/", True),
        ("/clinic/privacy/", True),
        ("/clinic/accessibility/", True),
        ("/clinic/imprint/", True),
        ("/klinik/", True),
        ("/klinik/artikel/", True),
        ("/klinik/artikel/das-gespraech-in-der-arztpraxis/", True),
        ("/klinik/artikel/was-hilft-und-wie-sicher/", True),
        ("/klinik/artikel/was-fibromyalgie-ist/", True),
        ("/klinik/artikel/fibromyalgie-aus-sicht-der-nervennetze/", True),
        ("/klinik/fragen/", True),
        ("/klinik/glossar/", True),
        ("/klinik/team/", True),
        ("/klinik/ueber-uns/", True),
        ("/klinik/patient-sein/", True),
        ("/klinik/kontakt/", True),
        ("/klinik/wie-unsere-seiten-entstehen/", True),
        ("/klinik/datenschutz/", True),
        ("/klinik/barrierefreiheit/", True),
        ("/klinik/impressum/", True),
    ]
    root = Site.objects.get()
    assert (root.hostname, root.port, root.is_default_site) == ("testserver", 80, True)
    clinic = ClinicSettings.objects.get()
    assert (clinic.name, clinic.address, clinic.phone, clinic.email) == (settings.WAGTAIL_SITE_NAME, "", "", "")


def test_every_article_links_to_how_the_pages_are_made(site: None, client: Client) -> None:
    html = html_of(client, STARTER_ARTICLE).partition("<main")[2].partition("</main>")[0]
    assert '<a href="/how-we-make-our-pages/">How we make our pages</a>' in html
    assert "/people/" in html_of(client, "/how-we-make-our-pages/")
    html = html_of(client, "/de/artikel/was-fibromyalgie-ist/").partition("<main")[2]
    assert '<a href="/de/wie-unsere-seiten-entstehen/">Wie unsere Seiten entstehen</a>' in html
    ClinicSettings.objects.update(how_pages_are_made=None)
    assert "how-we-make" not in html_of(client, STARTER_ARTICLE).partition("<main")[2].partition("</main>")[0]


def test_loading_again_changes_nothing(site: None) -> None:
    before = everything()
    articles.starter.load_starter_pages()
    assert everything() == before


def test_loading_again_keeps_changes_by_editors(site: None) -> None:
    for article in ArticlePage.objects.filter(translation_key=get_starter_article().translation_key):
        article.title, article.body = "Rewritten", []
        article.save_revision().publish()
    FaqPage.objects.first().delete()
    FaqEntry.objects.all().delete()
    Reference.objects.get(key="jacobs2021").delete()
    ClinicSettings.objects.update(name="Elsewhere", phone="")
    before = everything()
    articles.starter.load_starter_pages()
    assert everything() == before


def test_site_record_follows_the_base_url(site: None) -> None:
    with override_settings(BASE_URL="https://clinic.example", WAGTAILADMIN_BASE_URL="https://staff.example"):
        articles.starter.load_starter_pages()
    assert Site.objects.values_list("hostname", "port").get() == ("clinic.example", 443)


def test_starter_article_uses_every_citation_feature(site: None, client: Client) -> None:
    html = html_of(client, STARTER_ARTICLE)
    shown = [strip_tags(number) for number in re.findall(r'<sup class="citation">(.*?)</sup>', html)]
    reading = prepare_body(get_starter_article().body)
    order_of_mention = [listed.reference.key for listed in reading.references]
    assert any("," in number for number in shown)
    assert any("–" in number for number in shown)
    assert {"efremov2024", "jacobs2021", "kalisch2024", "stegemann2023"} <= set(order_of_mention)
    stored = list(Reference.objects.order_by("pk").values_list("key", flat=True))
    assert order_of_mention != [key for key in stored if key in order_of_mention]
    assert max(len(listed.cited.mentions) for listed in reading.references) > 3


def test_starter_article_has_its_length_and_parts(site: None) -> None:
    stored = get_starter_article().body
    body = place_shared_questions(stored)
    kinds = [block.block_type for block in body]
    texts = " ".join(find_texts([block["value"] for block in NEURAL_NETWORK.body]))
    assert 900 <= len(CITATION_PLACEHOLDER.sub("", strip_tags(texts.replace("<", " <"))).split()) <= 1300
    assert kinds.count("loop_diagram") == 2
    assert {"key_insight", "questions", "call_to_action"} <= set(kinds)
    (block,) = (block for block in body if block.block_type == "questions")
    assert 5 <= len(block.value["questions"]) <= 8
    for item in block.value["questions"]:
        assert item["is_clinic_view"] != ('linktype="reference"' in item["answer"].source)


def test_every_starter_work_is_cited_and_no_other_is_asked_for(site: None) -> None:
    texts = "".join(path.read_text(encoding="utf-8") for path in Path(articles.starter.__file__).parent.rglob("*.py"))
    assert set(CITATION_PLACEHOLDER.findall(texts)) == {work["csl"]["id"] for work in read_starter_works()}


def test_every_citation_in_the_starter_text_is_resolved(site: None) -> None:
    for model in (ArticlePage, FaqPage, HomePage, InformationPage):
        for page in model.objects.all():
            assert not re.search(r"\[[a-z]+\d{4}\]", str(page.body.get_prep_value()))
    for entry in FaqEntry.objects.all():
        assert not re.search(r"\[[a-z]+\d{4}\]", entry.answer)


def test_reference_index_knows_the_citing_pages(site: None) -> None:
    citing = {get_starter_article().pk, FaqPage.objects.get(slug="faq").pk}
    for work in Reference.objects.filter(key__in=["efremov2024", "jacobs2021", "kalisch2024", "stegemann2023"]):
        assert citing <= set(find_citing_pages([work]).values_list("pk", flat=True))


def test_starter_text_names_no_person_and_no_contact(site: None) -> None:
    clinic = ClinicSettings.objects.get()
    assert not any((clinic.address, clinic.phone, clinic.email))
    words = f"{english.CONTENT} {german.CONTENT}"
    assert not re.search(r"\b(?:Dr|Prof)\b|\+\d{2}|\d{5}", words)


@pytest.mark.parametrize(
    ("page", "own_page"),
    [
        ("/faq/", "/eligibility/yours/"),
        ("/privacy/", "/eligibility/yours/"),
        ("/de/fragen/", "/de/eligibility/yours/"),
        ("/de/datenschutz/", "/de/eligibility/yours/"),
    ],
)
def test_pages_link_to_the_own_page(site: None, client: Client, page: str, own_page: str) -> None:
    with translation.override("en"):  # a page in German leaves its language behind
        assert f'href="{own_page}"' in html_of(client, page).partition("<main")[2].partition("</main>")[0]
        assert client.get(own_page).status_code == 200


@pytest.mark.parametrize("content", [english.CONTENT, german.CONTENT], ids=["en", "de"])
def test_every_number_dose_and_drug_in_the_articles_is_cited(site: None, content: SiteContent) -> None:
    """Other sentences that sound like claims may be the clinic's own view or advice: those are no figures."""
    for words in content.articles:
        article = ArticlePage.objects.get(slug=words.slug, locale__language_code=content.language)
        report = report_claims(article.body, content.language)
        assert [one.claim.sentence for one in report.uncovered if one.claim.sign.sign in FIGURES] == [], words.slug
        assert len(report.uncovered) < len(report.claims) / 2, words.slug


@pytest.mark.parametrize("content", [english.CONTENT, german.CONTENT], ids=["en", "de"])
def test_every_page_is_shown_with_its_works_and_no_placeholder(
    site: None, client: Client, content: SiteContent
) -> None:
    all_words = (content.home, content.faq, *content.articles, *content.pages)
    pages = Page.objects.filter(locale__language_code=content.language, slug__in=[words.slug for words in all_words])
    assert len(pages) == len(all_words)
    for page in pages.specific():
        main = html_of(client, page.url).partition("<main")[2].partition("</main>")[0]
        assert not re.search(r"\[[a-z]+\d{4}\]|\{[A-Za-z_]+\}|TODO|>None<|[Ll]orem", main), page.url
        assert "<a>" not in main
        asked = set(CITATION_PLACEHOLDER.findall(str(find_words(content, page.slug).body)))
        cited = {listed.reference.key for listed in prepare_body(page.body).references} if asked else set()
        # The page of questions shows those of the articles, too.
        assert asked <= cited if page.slug == content.faq.slug else cited == asked, page.url


def find_words(content: SiteContent, slug: str) -> PageContent:
    pages = (content.home, content.article_list, content.faq, *content.articles, *content.pages)
    return next(words for words in pages if words.slug == slug)


def test_translations_cite_the_same_works() -> None:
    german_words = {
        words.name: words for words in (german.CONTENT.faq, *german.CONTENT.articles, *german.CONTENT.pages)
    }
    for words in (english.CONTENT.faq, *english.CONTENT.articles, *english.CONTENT.pages):
        cited, translated = (CITATION_PLACEHOLDER.findall(str(each.body)) for each in (words, german_words[words.name]))
        assert sorted(translated) == sorted(cited), words.name


def test_english_and_german_pages_translate_each_other(site: None) -> None:
    for content in (english.CONTENT, german.CONTENT):
        names = [words.name for words in (content.home, content.faq, *content.articles, *content.pages)]
        assert len(names) == len(set(names))
    translated = Page.objects.filter(locale__language_code="de", depth__gt=1)
    originals = Page.objects.filter(locale__language_code="en").values("translation_key")
    assert translated.exclude(translation_key__in=originals).count() == 0


FIGURES = {ClaimSign.NUMBER, ClaimSign.DRUG}
ANIMAL_WORKS = {"stegemann2023": r"\b[Mm]ice\b|\b(?:Mäuse|Mäusen)\b", "goebel2021": r"\b[Mm]ice\b|\b(?:Mäuse|Mäusen)\b"}
IN_IBS = {"jacobs2021": r"irritable bowel|\bIBS\b|different illness|Reizdarm|\banderen? Krankheit"}


def test_studies_in_mice_and_in_another_illness_say_so_in_the_sentence() -> None:
    for content in (english.CONTENT, german.CONTENT):
        for words in content.articles:
            for text in find_texts(words.body):
                for sentence in re.findall(r"[^.?!]*(?:\.(?!\[)[^.?!]*)??(?:[.?!,]?(?:\[\w+\])+)", text):
                    for key, says_so in (ANIMAL_WORKS | IN_IBS).items():
                        if f"[{key}]" in sentence:
                            assert re.search(says_so, sentence), sentence


def find_texts(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from find_texts(inner)
    elif isinstance(part, str):
        yield part
