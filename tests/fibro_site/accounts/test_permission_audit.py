"""Who gives whom which rights stands in the audit, in the admin or elsewhere."""

import sys
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from fibro_site.accounts import permission_audit
from fibro_site.accounts.roles import ensure_all_roles
from intake.audit import checks
from intake.audit.chain import Actor
from intake.enums import Action
from intake.models import AuditEntry
from tests.conftest import PASSWORD, sign_in_and_confirm

pytestmark = pytest.mark.django_db


def list_details() -> list[dict[str, str]]:
    entries = AuditEntry.objects.filter(action=Action.RIGHTS_CHANGED).order_by("sequence")
    assert {entry.actor_name for entry in entries} <= {"dora"}
    return [entry.detail for entry in entries]


def test_group_of_an_account_and_its_closing_are_recorded(dora_client: Client, ben: User) -> None:
    group = Group.objects.get(name="Moderators")
    assert list_details() == []  # what the tests themselves do is nobody's
    url = reverse("wagtailusers_users:edit", args=[ben.pk])
    data = {"username": "ben", "email": "ben@example.org", "first_name": "B", "last_name": "N"}
    response = dora_client.post(url, data | {"is_active": "on", "groups": [group.pk]})
    assert response.status_code == 302
    assert {"account": str(ben.pk), "what": "group added", "which": str(group.pk)} in list_details()
    dora_client.post(url, data | {"groups": [group.pk]})
    assert list_details()[-1] == {"account": str(ben.pk), "what": "is_active=False"}


def test_accounts_closed_and_opened_together_are_recorded(dora_client: Client, ben: User) -> None:
    """Wagtail does that by an UPDATE, of which no model's signal tells."""
    url = f"/admin/bulk/auth/user/set_active_state/?id={ben.pk}"
    for is_active in (False, False, True):
        dora_client.post(url, {"mark_as_active": str(is_active), "next": "/admin/users/"})
        ben.refresh_from_db()
        assert ben.is_active is is_active
    changes = [{"account": str(ben.pk), "what": f"is_active={is_active}"} for is_active in (False, True)]
    assert list_details() == changes


def test_role_given_to_many_and_deletion_of_many_are_recorded(dora_client: Client, ben: User) -> None:
    group = Group.objects.get(name="Moderators")
    dora_client.post(f"/admin/bulk/auth/user/assign_role/?id={ben.pk}", {"role": group.pk, "next": "/admin/users/"})
    dora_client.post(f"/admin/bulk/auth/user/delete/?id={ben.pk}", {"next": "/admin/users/"})
    assert list_details() == [
        {"group": str(group.pk), "what": "user added", "which": str(ben.pk)},
        {"user": str(ben.pk), "name": "ben", "what": "deleted"},
    ]


def test_every_change_of_many_accounts_is_known_here() -> None:
    """See to it that another one, of a later Wagtail, is recorded too."""
    actions = {action.action_type for action in bulk_action_registry.get_bulk_actions_for_model("auth", "user")}
    assert actions == {"set_active_state", "assign_role", "delete"}


def test_way_in_as_somebody_else_is_recorded(dora_client: Client, ben: User) -> None:
    """Whoever sets a colleague's password, or the address that links for a new one go to, can be that colleague."""
    url = reverse("wagtailusers_users:edit", args=[ben.pk])
    data = {"username": "ben", "first_name": "B", "last_name": "N", "is_active": "on"}
    data |= {"groups": [group.pk for group in ben.groups.all()]}
    secret = "a horse of another colour"
    assert dora_client.post(url, data | {"email": "dora@example.org"}).status_code == 302
    passwords = {"password1": secret, "password2": secret}
    assert dora_client.post(url, data | {"email": "dora@example.org"} | passwords).status_code == 302
    assert dora_client.post(url, data | {"email": "dora@example.org", "username": "bert"}).status_code == 302
    told = [detail["what"] for detail in list_details()]
    assert told == ["email changed", "password changed", "username changed"]
    assert "dora@" not in str(list_details())


@pytest.fixture
def outside_the_admin(monkeypatch: pytest.MonkeyPatch, rights_of_the_cast: Callable[[], Actor | None]) -> None:
    """Record what no request asks for, too, as everywhere but in the tests."""
    monkeypatch.setattr(permission_audit, "get_actor", rights_of_the_cast)
    monkeypatch.setattr(sys, "argv", ["/srv/site/manage.py", "shell", "-c", "the password is swordfish"])


def list_changes_by_the_site() -> list[dict[str, str]]:
    entries = AuditEntry.objects.filter(action=Action.RIGHTS_CHANGED).order_by("sequence")
    assert {(entry.actor_id, entry.actor_name) for entry in entries} <= {("site", "site")}
    assert all(entry.detail.pop("through") == "manage.py shell" for entry in entries)
    assert checks.verify_chain() is None
    return [entry.detail for entry in entries]


@pytest.mark.usefixtures("outside_the_admin")
def test_changes_of_a_shell_are_the_sites(ben: User) -> None:
    nurses = ben.groups.get()
    made, added = list_changes_by_the_site()
    assert made == {"account": "ben", "what": "made"}
    assert added == {"account": str(ben.pk), "what": "group added", "which": str(nurses.pk)}
    ben.groups.clear()
    ben.groups.clear()
    nurses.user_set.add(ben)
    ben.is_superuser = True
    ben.save()
    ben.delete()
    assert list_changes_by_the_site()[2:] == [
        {"account": added["account"], "what": "group cleared", "which": str(nurses.pk)},
        {"group": str(nurses.pk), "what": "user added", "which": added["account"]},
        {"account": added["account"], "what": "is_superuser=True"},
        {"user": added["account"], "name": "ben", "what": "deleted"},
    ]


@pytest.mark.usefixtures("outside_the_admin")
def test_command_that_makes_an_administrator_is_recorded() -> None:
    call_command("createsuperuser", interactive=False, username="eve", email="eve@example.org")
    assert list_changes_by_the_site() == [{"account": "eve", "what": "made"}]


@pytest.mark.usefixtures("outside_the_admin")
def test_start_of_the_site_records_only_what_it_changes() -> None:
    ensure_all_roles()
    before = AuditEntry.objects.count()
    ensure_all_roles()
    assert AuditEntry.objects.count() == before


@pytest.mark.usefixtures("outside_the_admin")
def test_permissions_of_pages_and_collections_are_recorded() -> None:
    group = Group.objects.get(name="Nurse")
    publish = Permission.objects.get(codename="publish_page")
    page, collection = Page.objects.get(depth=1), Collection.get_first_root_node()
    rows = [
        GroupPagePermission.objects.create(group=group, page=page, permission=publish),
        GroupCollectionPermission.objects.create(group=group, collection=collection, permission=publish),
    ]
    for row in rows:
        row.delete()
    shared = {"group": str(group.pk), "which": str(publish.pk)}
    assert list_changes_by_the_site() == [
        {**shared, "what": "page permission added", "page": str(page.pk)},
        {**shared, "what": "collection permission added", "collection": str(collection.pk)},
        {**shared, "what": "page permission removed", "page": str(page.pk)},
        {**shared, "what": "collection permission removed", "collection": str(collection.pk)},
    ]


def test_password_that_its_owner_changes_is_theirs(ben: User) -> None:
    client, new = sign_in_and_confirm(ben), "another horse battery"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client.post("/account/password/change/", form)
    entry = AuditEntry.objects.get(action=Action.RIGHTS_CHANGED)
    assert (entry.actor_name, entry.detail) == ("ben", {"account": str(ben.pk), "what": "password changed"})


@pytest.mark.usefixtures("outside_the_admin")
def test_password_that_is_hashed_again_has_not_changed(cleo: User, settings: Settings) -> None:
    before = len(list_changes_by_the_site())
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher", *settings.PASSWORD_HASHERS]
    assert cleo.check_password(PASSWORD)
    cleo.refresh_from_db()
    assert cleo.password.startswith("pbkdf2_sha1$")
    assert len(list_changes_by_the_site()) == before
