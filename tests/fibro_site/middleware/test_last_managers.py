"""Somebody stays in charge, whichever page takes rights."""

from threading import Barrier, Thread
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.urls import reverse

from intake.enums import Action
from intake.models import AuditEntry
from intake.staff import roles
from tests.conftest import make_user, signed_in
from tests.intake.staff.pages import get_page_text

pytestmark = pytest.mark.django_db

MANAGES = "nobody would be left who manages submissions"
ADMINISTERS = "nobody would be left who can give rights"


@pytest.fixture
def mia(db: None) -> User:
    return make_user("mia", roles.MANAGER)


@pytest.fixture
def account_form() -> dict[str, Any]:
    return {"username": "mia", "email": "mia@example.org", "first_name": "Mia", "last_name": "M", "is_active": "on"}


@pytest.fixture
def rights_giver(db: None) -> Client:
    """The browser of somebody who may change accounts, and manages nothing."""
    group = Group.objects.create(name="Accounts")
    wanted = ("add_user", "change_user", "delete_user", "change_group", "delete_group", "access_admin")
    group.permissions.set(roles.Permission.objects.filter(codename__in=wanted))
    return signed_in(make_user("gus", "Accounts"))


def post_bulk(client: Client, action: str, *users: User, **form: str) -> Any:
    path = reverse("wagtail_bulk_action", args=["auth", "user", action])
    query = "&".join(f"id={user.pk}" for user in users)
    return client.post(f"{path}?{query}", form, follow=True)


def check_it_stays(response: Any, mia: User, sentence: str = MANAGES) -> None:
    page = get_page_text(response)
    assert sentence in page
    # What the page itself would have said is taken back.
    assert "Group 'Manager' deleted" not in page
    assert "User 'mia' updated" not in page
    mia.refresh_from_db()
    assert mia.is_active
    assert mia.has_perm("intake.manage_submission")
    assert not AuditEntry.objects.filter(action=Action.RIGHTS_CHANGED, actor_name="gus").exists()


def test_last_manager_keeps_the_account(rights_giver: Client, mia: User, account_form: dict[str, Any]) -> None:
    url = reverse("wagtailusers_users:edit", args=[mia.pk])
    manager = Group.objects.get(name=roles.MANAGER).pk
    closed = {name: value for name, value in account_form.items() if name != "is_active"} | {"groups": manager}
    check_it_stays(rights_giver.post(url, closed, follow=True), mia)
    check_it_stays(rights_giver.post(url, account_form, follow=True), mia)


def test_last_manager_is_not_deleted_nor_the_role(rights_giver: Client, mia: User) -> None:
    delete = reverse("wagtailusers_users:delete", args=[mia.pk])
    check_it_stays(rights_giver.post(delete, follow=True), User.objects.get(pk=mia.pk))
    group = Group.objects.get(name=roles.MANAGER)
    check_it_stays(
        rights_giver.post(reverse("wagtailusers_groups:delete", args=[group.pk]), follow=True),
        User.objects.get(pk=mia.pk),
    )


def test_many_together_do_not_leave_nobody(rights_giver: Client, mia: User) -> None:
    other = make_user("max", roles.MANAGER)
    check_it_stays(post_bulk(rights_giver, "set_active_state", mia, other, mark_as_active="False"), mia)
    check_it_stays(post_bulk(rights_giver, "delete", mia, other), User.objects.get(pk=mia.pk))


def test_one_of_two_managers_can_go(rights_giver: Client, mia: User, account_form: dict[str, Any]) -> None:
    make_user("max", roles.MANAGER)
    rights_giver.post(reverse("wagtailusers_users:edit", args=[mia.pk]), account_form)
    assert not User.objects.get(pk=mia.pk).has_perm("intake.manage_submission")


def test_last_administrator_stays(dora: User, dora_client: Client, mia: User) -> None:
    """A superuser who is alone; managers do not give rights."""
    url = reverse("wagtailusers_users:edit", args=[dora.pk])
    form = {"username": "dora", "email": "dora@example.org", "first_name": "D", "last_name": "D", "is_active": "on"}
    dora_client.post(url, form)
    assert User.objects.get(pk=dora.pk).is_superuser
    other = make_user("adam", is_superuser=True)
    assert signed_in(other).post(url, form).status_code == 302
    assert not User.objects.get(pk=dora.pk).is_superuser
    own = reverse("wagtailusers_users:edit", args=[other.pk])
    signed_in(other).post(own, form | {"username": "adam", "email": "adam@example.org"})
    assert User.objects.get(pk=other.pk).is_superuser


@pytest.mark.django_db(transaction=True)
def test_two_managers_who_take_each_other_off_leave_one() -> None:
    one, two = (make_user(name, roles.MANAGER) for name in ("one", "two"))
    start, answers = Barrier(2), {}

    def leave(by: User, who: User) -> None:
        client = signed_in(by)
        start.wait(timeout=20)
        try:
            answers[by.username] = client.post(reverse("colleagues:departure", args=[who.pk]), {}).status_code
        finally:
            connection.close()

    threads = [Thread(target=leave, args=pair) for pair in ((one, two), (two, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert User.objects.filter(is_active=True, groups__name=roles.MANAGER).count() == 1
    assert 500 not in answers.values()
