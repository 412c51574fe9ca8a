"""The starter content: published pages, and the settings of the clinic."""

from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Page, Site

import references.starter
from articles.models import ClinicSettings, HomePage
from articles.starter.english import content as english
from articles.starter.english.how_pages_are_made import HOW_PAGES_ARE_MADE
from articles.starter.german import content as german
from articles.starter.pages import PagePublisher

TAGLINE = "Understanding pain that spreads"


@transaction.atomic
def load_starter_pages() -> None:
    """Build the pages in an empty database, all of them or none.

    If there is a home page, nothing that editors made or removed is touched. In both cases a single site is moved to
    `BASE_URL`, the URL that visitors use.
    """
    if not HomePage.objects.exists():
        references.starter.load_starter_works()
        front = build_pages()
        ClinicSettings.objects.create(
            site=set_default_site(front),
            name=settings.WAGTAIL_SITE_NAME,
            tagline=TAGLINE,
            how_pages_are_made=front.get_children().get(slug=HOW_PAGES_ARE_MADE.slug),
        )
        grant_clinic_settings_permission()
    sync_site_with_base_url()


def build_pages() -> HomePage:
    """Publish the pages of each language, and return the home page in English."""
    translation_keys: dict[str, UUID] = {}
    front = PagePublisher(english.CONTENT.language, translation_keys).publish_site(english.CONTENT)
    PagePublisher(german.CONTENT.language, translation_keys).publish_site(german.CONTENT)
    return front


def set_default_site(front: HomePage) -> Site:
    """Return the default site, with `front` as its root. Delete the empty page that Wagtail's migration put there."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        return Site.objects.create(hostname="localhost", root_page=front, is_default_site=True)
    replaced = site.root_page
    site.root_page = front
    site.site_name = settings.WAGTAIL_SITE_NAME
    site.save()
    if replaced.specific_class is Page and replaced.is_leaf():
        replaced.delete()
    return site


def sync_site_with_base_url() -> None:
    """Make Wagtail's full URLs follow a changed host name or port. Do nothing if there are several sites."""
    if Site.objects.count() != 1:
        return
    site, base_url = Site.objects.get(), urlsplit(settings.BASE_URL)
    hostname = base_url.hostname or "localhost"
    port = base_url.port or (443 if base_url.scheme == "https" else 80)
    if (site.hostname, site.port) != (hostname, port):
        site.hostname, site.port = hostname, port
        site.save()


def grant_clinic_settings_permission() -> None:
    permission = Permission.objects.get(content_type__app_label="articles", codename="change_clinicsettings")
    for group in Group.objects.filter(name="Moderators"):
        group.permissions.add(permission)
