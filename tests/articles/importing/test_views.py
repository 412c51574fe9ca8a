import re
from pathlib import Path

import pytest
from django.contrib.auth.models import AbstractUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from articles.models import ArticleIndexPage, ArticlePage
from references.models import Reference
from tests import storages
from tests.articles.importing.articles import read_file
from tests.conftest import make_user, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    storages.keep_in_folder(settings, tmp_path)
    (tmp_path / "imports").mkdir(mode=0o700)
    return tmp_path / "imports"


@pytest.fixture
def address(index: ArticleIndexPage) -> str:
    return reverse("bring_article", args=[index.pk])


def upload(client: Client, address: str, name: str, content: bytes) -> tuple[int, str]:
    response = client.post(address, {"file": SimpleUploadedFile(name, content)})
    return response.status_code, response.content.decode()


def find_token(html: str) -> str:
    found = re.search(r'name="upload" value="([^"]+)"', html)
    assert found
    return found[1]


def hide_works_of_the_file() -> None:
    """Let the import find none of the works that german.txt names and the starter library has, save the first."""
    named = Reference.objects.filter(key__in=["hauser2015", "macfarlane2017"])
    named.update(doi=None, pmid=None, url="", full_text_url="", title_key="", title="Hidden")


def test_editor_sees_the_report_before_the_draft_is_made(
    cleo_client: Client, index: ArticleIndexPage, address: str, folder: Path
) -> None:
    assert address in cleo_client.get(reverse("wagtailadmin_explore", args=[index.pk])).content.decode()
    assert cleo_client.get(address).status_code == 200
    hide_works_of_the_file()
    before = ArticlePage.objects.count(), Reference.objects.count()
    status, html = upload(cleo_client, address, "german.txt", read_file("german.txt"))
    assert status == 200
    for shown in ("Fibromyalgie verstehen", "Zentrale Sensibilisierung", "macfarlane2017", "7, of 3 works"):
        assert shown in html
    assert (ArticlePage.objects.count(), Reference.objects.count()) == before
    response = cleo_client.post(address, {"upload": find_token(html)})
    draft = ArticlePage.objects.get(title__startswith="Fibromyalgie verstehen")
    assert response["Location"] == reverse("wagtailadmin_pages:edit", args=[draft.pk])
    assert (draft.live, draft.owner.username, draft.latest_revision.user.username) == (False, "cleo", "cleo")
    assert Reference.objects.count() == before[1] + 2
    assert list(folder.iterdir()) == []
    history = cleo_client.get(reverse("wagtailadmin_pages:history", args=[draft.pk])).content.decode()
    assert "Made of “german.txt”." in history
    assert cleo_client.get(response["Location"]).status_code == 200


def test_report_counts_a_single_work_in_the_singular(cleo_client: Client, address: str) -> None:
    text = b"A title\n\nA sentence.[1]\n\nReferences\n\n1. Clauw DJ. Fibromyalgia: a clinical review. JAMA. 2014.\n"
    _, html = upload(cleo_client, address, "single.txt", text)
    found = re.search(r"<dt>Citations</dt>\s*<dd>(.*?)</dd>", html, re.DOTALL)
    assert found
    assert found[1].strip() == "1, of 1 work"


def test_file_that_is_no_article_is_refused_with_a_reason(cleo_client: Client, address: str, folder: Path) -> None:
    status, html = upload(cleo_client, address, "article.docx", b"%PDF-1.7")
    assert (status, list(folder.iterdir())) == (422, [])
    assert "This is a PDF. Save the article as .docx, .html, .md or .txt." in html
    assert cleo_client.post(address, {}).status_code == 422


def test_upload_of_somebody_else_or_of_yesterday_is_not_found(
    cleo_client: Client, dora: AbstractUser, address: str
) -> None:
    token = find_token(upload(cleo_client, address, "german.txt", read_file("german.txt"))[1])
    before = ArticlePage.objects.count()
    for client, sent in ((signed_in(dora), token), (cleo_client, f"{token}x")):
        response = client.post(address, {"upload": sent})
        assert (response["Location"], ArticlePage.objects.count()) == (address, before)


def test_only_who_may_add_articles_brings_them_in(ben_client: Client, index: ArticleIndexPage, address: str) -> None:
    assert ben_client.get(address).status_code in {302, 403}
    editor = make_user("eve", "Editors")
    editor.groups.clear()
    assert signed_in(editor).get(address).status_code == 302
    assert Client().get(address).status_code == 302
    other = reverse("bring_article", args=[index.get_parent().pk])
    assert signed_in(make_user("max", is_superuser=True, is_staff=True)).get(other).status_code == 404


def test_who_may_not_add_works_cites_only_those_of_the_library(index: ArticleIndexPage, address: str) -> None:
    hide_works_of_the_file()
    before = Reference.objects.count()
    author = make_user("amy", "Author")
    client = signed_in(author)
    if author.has_perm("references.add_reference"):
        author.groups.get().permissions.remove(*author.groups.get().permissions.filter(codename="add_reference"))
    html = upload(client, address, "german.txt", read_file("german.txt"))[1]
    assert html.count("It is not in the library, and you may not add works.") >= 2
    client.post(address, {"upload": find_token(html)})
    assert ArticlePage.objects.filter(title__startswith="Fibromyalgie verstehen").exists()
    assert Reference.objects.count() == before
