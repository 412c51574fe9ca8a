"""What a menu of the admin offers, opens: a refusal would stand in the audit beside the name of whoever followed it."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import RequestFactory
from wagtail.admin.menu import Menu, SubmenuMenuItem, admin_menu

from fibro_site.accounts.roles import ensure_all_roles
from tests.conftest import make_user, signed_in
from tests.fibro_site.roles.expectations import GROUPS

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("starter_pages")
@pytest.mark.parametrize("group", GROUPS)
def test_every_entry_of_the_menus_opens(group: str) -> None:
    ensure_all_roles()
    user = make_user("robin", group)
    client = signed_in(user)
    urls = [url for url in list_urls(admin_menu, user) if url.startswith("/")]
    assert urls
    # Whoever is refused is led to the first page. A page of settings leads to those of its site.
    assert [url for url in urls if client.get(url, follow=True).request["PATH_INFO"] == "/admin/"] == []


def list_urls(menu: Menu, user: User) -> Iterator[str]:
    request = RequestFactory().get("/admin/")
    request.user = user
    for item in menu.menu_items_for_request(request):
        if isinstance(item, SubmenuMenuItem):
            yield from list_urls(item.menu, user)
        else:
            yield str(item.url)
