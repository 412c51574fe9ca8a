"""Editors may begin translations."""

import pytest
from django.contrib.auth.models import AbstractUser, Group
from django.test import Client
from wagtail.models import Locale, Page

from articles import editor_roles
from articles.models import FaqPage
from references.starter import EDITORIAL_GROUPS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("group", EDITORIAL_GROUPS)
def test_editors_may_translate(site: None, cleo: AbstractUser, cleo_client: Client, group: str) -> None:
    cleo.groups.set([Group.objects.get(name=group)])
    page = FaqPage.objects.get()
    address = f"/admin/translation/submit/page/{page.pk}/"
    assert cleo_client.get(address).status_code == 302
    editor_roles.ensure_editor_roles()
    assert cleo_client.get(address).status_code == 200
    german = Locale.objects.get(language_code="de")
    cleo_client.post(address, {"locales": [german.pk]})
    assert Page.objects.filter(locale=german, translation_key=page.translation_key).exists()


def test_deleted_group_is_not_created_again(db: None) -> None:
    Group.objects.filter(name="Editors").delete()
    editor_roles.ensure_editor_roles()
    assert not Group.objects.filter(name="Editors").exists()
