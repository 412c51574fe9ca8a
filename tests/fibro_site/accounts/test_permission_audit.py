"""Who gives whom which rights in the admin stands in the audit."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from intake.enums import Action
from intake.models import AuditEntry

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
