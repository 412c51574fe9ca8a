"""What each role may do in the admin: each is tried over every page of it."""

import pytest
from django.contrib.auth.models import AbstractUser, Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail import hooks
from wagtail.models import GroupPagePermission, Locale, Page

from articles import editor_roles
from articles.editor_roles import AUTHOR, EDITOR, MEDICAL_REVIEWER, PUBLISHER, ROLE_PERMISSIONS
from articles.models import ArticleIndexPage, ArticlePage, ClinicSettings, FaqPage, ReviewSettings
from references.models import Reference
from references.starter import EDITORIAL_GROUPS
from tests.articles.builders import build_edit_form, get_starter_article, make_article, make_person
from tests.articles.signing.builders import publish_signed
from tests.conftest import make_user, signed_in

pytestmark = pytest.mark.django_db

ROLES = (AUTHOR, EDITOR, MEDICAL_REVIEWER, PUBLISHER)
EVERYBODY, WRITERS, EDITORS, PUBLISHERS = set(ROLES), {AUTHOR, EDITOR, PUBLISHER}, {EDITOR, PUBLISHER}, {PUBLISHER}
LIBRARIANS = {EDITOR, MEDICAL_REVIEWER, PUBLISHER}
NOBODY: set[str] = set()

# Who may open which pages about a published article that somebody else wrote.
PAGES_OF_ARTICLE = {
    "edit": EDITORS,
    "view_draft": EDITORS,
    "copy": EDITORS,
    "delete": EDITORS,
    "move": EDITORS,
    "unpublish": EDITORS,
    "set_privacy": EDITORS,
    "revisions_revert": EDITORS,
    "workflow_history": EDITORS,
    "history": EDITORS,
    "usage": EDITORS,
}
OWN_PAGES_OF_ARTICLE = {
    "/admin/pages/{article}/sign-off/": LIBRARIANS,
    "/admin/pages/{article}/publish-without-sign-off/": PUBLISHERS,
    "/admin/localize/submit/page/{article}/": EDITORS,
    "/admin/articles/import/{list}/": WRITERS,
}
# Who may open which of Wagtail's other pages.
PAGES_OF_WAGTAIL = {
    "/admin/": EVERYBODY,
    "/admin/pages/": EVERYBODY,
    "/admin/pages/search/": EVERYBODY,
    "/admin/reports/aging-pages/": WRITERS,
    "/admin/reports/site-history/": EVERYBODY,
    "/admin/reports/workflow/": WRITERS,
    "/admin/images/": WRITERS,
    "/admin/images/add/": WRITERS,
    "/admin/documents/": WRITERS,
    "/admin/redirects/": PUBLISHERS,
    "/admin/reports/page-types-usage/": WRITERS,
    "/admin/reports/workflow_tasks/": WRITERS,
    "/admin/searchpicks/": EDITORS,
    "/admin/searchpicks/add/": EDITORS,
    "/admin/snippets/articles/correction/": EDITORS,
    "/admin/reports/locked/": PUBLISHERS,
    "/admin/collections/": NOBODY,
    "/admin/groups/": NOBODY,
    "/admin/intake/submissions/": NOBODY,
    "/admin/locales/": NOBODY,
    "/admin/questionnaires/": NOBODY,
    "/admin/sites/": NOBODY,
    "/admin/users/": NOBODY,
    "/admin/workflows/list/": NOBODY,
}
# Who may open which page of the library; of those with an id, that of a work.
PAGES_OF_LIBRARY = {
    "references:index": EVERYBODY,
    "references:add": WRITERS,
    "references:edit": LIBRARIANS,
    "references:delete": EDITORS,
    "references:history": EVERYBODY,
    "references:usage": LIBRARIANS,
    "reference_imports:index": EDITORS,
    "reference_notices:queue": LIBRARIANS,
    "reference_health:overview": LIBRARIANS,
    "reference_chooser:choose": EVERYBODY,
    "reference_chooser:create": WRITERS,
}


WITH_ID = {"edit", "delete", "history", "usage"}


@pytest.fixture
def clients(site: None) -> dict[str, Client]:
    """Return a client for an account of each role."""
    editor_roles.ensure_editor_roles()
    return {role: signed_in(make_user(role.replace(" ", "-").lower(), role)) for role in ROLES}


def find_those_who_may(clients: dict[str, Client], address: str) -> set[str]:
    """Return the roles that get the page. The others are sent to the admin's first page, or refused."""
    answers = {role: client.get(address).status_code for role, client in clients.items()}
    assert set(answers.values()) <= {200, 302, 403}, (address, answers)
    return {role for role, status in answers.items() if status == 200}


def test_each_role_opens_its_pages_and_no_others(clients: dict[str, Client]) -> None:
    article, work = get_starter_article(), Reference.objects.first()
    # Who deletes a published page is led to unpublishing it.
    draft = make_article("Draft")
    draft.unpublish()
    expected = dict(PAGES_OF_WAGTAIL)
    for name, who in PAGES_OF_ARTICLE.items():
        arguments = {"revisions_revert": [article.pk, article.latest_revision_id], "delete": [draft.pk]}.get(
            name, [article.pk]
        )
        expected[reverse(f"wagtailadmin_pages:{name}", args=arguments)] = who
    expected[reverse("wagtailadmin_pages:add", args=["articles", "articlepage", article.get_parent().pk])] = WRITERS
    expected[reverse("wagtailadmin_explore", args=[article.get_parent().pk])] = EVERYBODY
    for address, who in OWN_PAGES_OF_ARTICLE.items():
        expected[address.format(article=article.pk, list=article.get_parent().pk)] = who
    site = ClinicSettings.objects.get().site_id
    for app, name, pk in [
        ("articles", "clinicsettings", site),
        ("articles", "reviewsettings", ReviewSettings.load().pk),
        ("references", "citationsettings", site),
    ]:
        expected[reverse("wagtailsettings:edit", args=[app, name, pk])] = PUBLISHERS
    for name, who in PAGES_OF_LIBRARY.items():
        expected[reverse(name, args=[work.pk] if name.partition(":")[2] in WITH_ID else [])] = who
    assert {address: find_those_who_may(clients, address) for address in expected} == expected


def test_author_edits_own_drafts_and_publishes_nothing(clients: dict[str, Client]) -> None:
    author = clients[AUTHOR]
    index = ArticleIndexPage.objects.get(slug="articles")
    add = reverse("wagtailadmin_pages:add", args=["articles", "articlepage", index.pk])
    form = build_edit_form(ArticlePage(title="New", slug="new", standfirst="What it says."), "<p>Words.</p>")
    author.post(add, {**form, "action-publish": "Publish"})
    own = ArticlePage.objects.get(slug="new")
    assert (own.live, own.owner.username) == (False, "author")
    edit = reverse("wagtailadmin_pages:edit", args=[own.pk])
    page = author.get(edit).content.decode()
    assert 'name="action-publish"' not in page
    author.post(edit, {**form, "title": "Newer", "action-publish": "Publish"})
    own.refresh_from_db()
    assert (own.draft_title, own.live) == ("Newer", False)
    publish_signed(clients[EDITOR], own, form)
    own.refresh_from_db()
    assert own.live


def test_reviewer_changes_no_page(clients: dict[str, Client]) -> None:
    article = make_article("Reviewed")
    reviewer, path = clients[MEDICAL_REVIEWER], {"args": [article.pk]}
    form = {**build_edit_form(article, "<p>Other.</p>"), "title": "Other"}
    for name in ("edit", "delete", "unpublish"):
        assert reviewer.post(reverse(f"wagtailadmin_pages:{name}", **path), form).status_code == 302
    article.refresh_from_db()
    assert (article.draft_title, article.live) == ("Reviewed", True)


def test_only_publishers_link_an_account_to_a_person(clients: dict[str, Client]) -> None:
    edit = reverse("wagtailadmin_pages:edit", args=[make_person().pk])
    shown = {role: 'name="account"' in clients[role].get(edit).content.decode() for role in (EDITOR, PUBLISHER)}
    assert shown == {EDITOR: False, PUBLISHER: True}


@pytest.mark.parametrize("group", [*EDITORIAL_GROUPS, EDITOR, PUBLISHER])
def test_editors_may_translate(site: None, cleo: AbstractUser, cleo_client: Client, group: str) -> None:
    cleo.groups.set([Group.objects.get(name=group)])
    # Its migration gives the permission, but somebody may have taken it away.
    Group.objects.get(name=group).permissions.remove(*Permission.objects.filter(codename="submit_translation"))
    page = FaqPage.objects.get(slug="faq")
    page.get_translations().delete()
    address = f"/admin/localize/submit/page/{page.pk}/"
    assert cleo_client.get(address).status_code == 302
    editor_roles.ensure_editor_roles()
    assert cleo_client.get(address).status_code == 200
    german = Locale.objects.get(language_code="de")
    cleo_client.post(address, {"locales": [german.pk]})
    assert Page.objects.filter(locale=german, translation_key=page.translation_key).exists()


def test_every_permission_of_a_role_exists_and_is_offered_to_other_groups() -> None:
    named = {name for names in ROLE_PERMISSIONS.values() for name in names}
    found = {f"{one.content_type.app_label}.{one.codename}" for one in editor_roles.list_permissions(tuple(named))}
    assert found == named
    offered = {one for hook in hooks.get_hooks("register_permissions") for one in hook()}
    assert named <= {f"{one.content_type.app_label}.{one.codename}" for one in offered}


def test_roles_are_narrowed_and_extended_for_good(db: None) -> None:
    author, editor = Group.objects.get(name=AUTHOR), Group.objects.get(name=EDITOR)
    GroupPagePermission.objects.filter(group=author).delete()
    editor.permissions.add(Permission.objects.get(codename="add_redirect"))
    Group.objects.filter(name="Editors").delete()
    editor_roles.ensure_editor_roles()
    assert not GroupPagePermission.objects.filter(group=author).exists()
    assert editor.permissions.filter(codename="add_redirect").exists()
    assert not Group.objects.filter(name="Editors").exists()
