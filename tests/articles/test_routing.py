"""Our faster routing serves what Wagtail's own would serve, and nothing else."""

import re

import pytest
from django.contrib.auth.models import Group
from django.test import Client, RequestFactory
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.models.sites import get_site_for_hostname

from articles.models import HomePage, InformationPage
from articles.routing import find_site
from tests.articles.builders import STARTER_ARTICLE, get_starter_article, html_of, make_article

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.mark.parametrize(
    "address",
    ["/nothing/", "/articles/nothing/", "/fibromyalgia-the-neural-network-perspective/", "/clinic/", "/articles/faq/"],
)
def test_unknown_paths_return_404(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_page_is_found_only_at_its_own_path(client: Client) -> None:
    twin = InformationPage(title="Twin", slug="privacy")
    InformationPage.objects.get(slug="about").add_child(instance=twin)
    assert '<h1 class="page__title">Twin</h1>' in html_of(client, "/about/privacy/")
    assert '<h1 class="page__title">Privacy</h1>' in html_of(client, "/privacy/")


def test_missing_slash_redirects(client: Client) -> None:
    response = client.get("/faq")
    assert (response.status_code, response["Location"]) == (301, "/faq/")


def test_drafts_are_not_served(client: Client) -> None:
    article = get_starter_article()
    article.unpublish()
    assert client.get(STARTER_ARTICLE).status_code == 404


def test_unpublished_draft_does_not_change_the_page(client: Client) -> None:
    article = get_starter_article()
    article.title = "Not yet"
    article.save_revision()
    assert "Not yet" not in html_of(client, STARTER_ARTICLE)


def test_other_page_types_are_served_by_wagtail(client: Client) -> None:
    HomePage.objects.get(slug="clinic").add_child(instance=Page(title="Bare", slug="bare"))
    assert "Bare" in html_of(client, "/bare/")


@pytest.mark.parametrize("slug", ["fibromyalgia-the-neural-network-perspective", "articles", "clinic"])
def test_password_of_a_page_or_its_ancestor_is_required(client: Client, slug: str) -> None:
    PageViewRestriction.objects.create(page=Page.objects.get(slug=slug), restriction_type="password", password="sesame")
    response = client.get(STARTER_ARTICLE)
    assert "prefrontal" not in response.content.decode()
    assert "password" in response.content.decode()


def test_only_the_right_password_opens_the_page(client: Client) -> None:
    restriction = PageViewRestriction.objects.create(
        page=get_starter_article(), restriction_type="password", password="sesame"
    )
    asked = client.get(STARTER_ARTICLE).content.decode()
    assert "Neural Network" not in asked.replace(STARTER_ARTICLE, "")
    action = re.search(r'<form action="([^"]+)"', asked)[1]
    wrong = client.post(action, {"password": "open", "return_url": STARTER_ARTICLE})
    assert wrong.status_code == 200
    assert "Error:" in wrong.content.decode()
    right = client.post(action, {"password": "sesame", "return_url": STARTER_ARTICLE})
    assert (right.status_code, right["Location"]) == (302, STARTER_ARTICLE)
    assert "prefrontal" in html_of(client, STARTER_ARTICLE)
    assert restriction.password not in asked


def test_password_of_another_page_is_not_required(client: Client) -> None:
    PageViewRestriction.objects.create(
        page=Page.objects.get(slug="faq"), restriction_type="password", password="sesame"
    )
    assert "prefrontal" in html_of(client, STARTER_ARTICLE)


def test_pages_for_groups_redirect_strangers_to_sign_in(
    client: Client, ben_client: Client, cleo_client: Client
) -> None:
    restriction = PageViewRestriction.objects.create(page=Page.objects.get(slug="articles"), restriction_type="groups")
    restriction.groups.add(Group.objects.get(name="Moderators"))
    assert client.get(STARTER_ARTICLE).status_code == 302
    assert ben_client.get(STARTER_ARTICLE).status_code == 302
    assert "prefrontal" in html_of(cleo_client, STARTER_ARTICLE)


def test_private_articles_are_not_listed(client: Client) -> None:
    PageViewRestriction.objects.create(page=get_starter_article(), restriction_type="login")
    for address in ("/", "/articles/", "/sitemap.xml"):
        assert "neural-network-perspective" not in html_of(client, address)


def test_alias_is_as_private_as_its_original(client: Client) -> None:
    article = get_starter_article()
    article.create_alias(update_slug="alias")
    assert "prefrontal" in html_of(client, "/articles/alias/")
    PageViewRestriction.objects.create(page=article, restriction_type="password", password="sesame")
    assert "prefrontal" not in client.get("/articles/alias/").content.decode()


def test_each_language_has_its_own_page_tree(client: Client) -> None:
    article = make_article("Only in English", slug="only-in-english")
    assert "Wer wir sind" in html_of(client, "/de/ueber-uns/")
    assert client.get("/ueber-uns/").status_code == 404
    assert client.get("/de/about/").status_code == 404
    assert client.get(f"/de{article.url}").status_code == 404
    assert "Only in English" in html_of(client, article.url)


def test_default_page_tree_is_served_without_a_translation(client: Client) -> None:
    HomePage.objects.get(locale__language_code="de").delete()
    assert "Pain that spreads" in html_of(client, "/de/")


def test_another_site_serves_its_own_pages() -> None:
    about = Page.objects.get(slug="about")
    Site.objects.create(hostname="localhost", port=80, root_page=about)
    other = Client(headers={"host": "localhost"})
    assert "Who we are" in html_of(other, "/")
    assert other.get("/faq/").status_code == 404


@pytest.mark.parametrize("host", ["testserver", "testserver:8000", "other.example", "other.example:8000", "elsewhere"])
@pytest.mark.parametrize("ports", [[], [80], [8000], [80, 8000]])
def test_same_site_is_found_as_by_wagtail(client: Client, host: str, ports: list[int]) -> None:
    for port in ports:
        Site.objects.create(hostname="other.example", port=port, root_page=HomePage.objects.get(slug="clinic"))
    name, _colon, port = host.partition(":")
    request = RequestFactory().get("/", headers={"Host": host}, SERVER_PORT=port or "80")
    found = find_site(request)
    assert found is None or found == get_site_for_hostname(name, port or "80")
    assert found or len(ports) == 2
