"""What the whole site adds to Wagtail's admin."""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model
from django.db.models.deletion import Collector
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy
from wagtail import hooks
from wagtail.admin.auth import user_passes_test
from wagtail.admin.widgets import Button

from articles.guides.views import STAFF_GUIDE, STAFF_GUIDE_URL_NAME, GuideMenuItem, show_guide
from fibro_site.colleagues.viewset import ColleaguesMenuItem, ColleagueViewSet
from intake.models import Questionnaire
from intake.staff.access import AUDIT_PERMISSION, VIEW_PERMISSION

hooks.register("register_settings_menu_item", ColleaguesMenuItem)


@hooks.register("register_admin_viewset")
def register_colleague_viewset() -> ColleagueViewSet:
    return ColleagueViewSet()


@hooks.register("register_account_menu_item")
def register_account_menu_item(request: HttpRequest) -> dict[str, str]:
    return {
        "url": reverse("mfa_index"),
        "label": gettext("Sign-in"),
        "help_text": gettext("Password, email address, second factor, and where you are signed in."),
    }


@hooks.register("register_help_menu_item")
def add_staff_guide_to_help() -> GuideMenuItem:
    return GuideMenuItem(
        gettext_lazy("Guide for clinic staff"),
        STAFF_GUIDE_URL_NAME,
        order=11,
        is_for=works_with_patients,
    )


def works_with_patients(user: AbstractUser | AnonymousUser) -> bool:
    return user.has_perm(VIEW_PERMISSION) or user.has_perm(AUDIT_PERMISSION)


@hooks.register("register_admin_urls")
def register_staff_guide() -> list[URLPattern]:
    # Below the path that is open to those who work with patients alone (fibro_site/middleware/admin_gate.py).
    guide = user_passes_test(works_with_patients)(show_guide)
    return [path("intake/guide/", guide, {"name": STAFF_GUIDE}, name=STAFF_GUIDE_URL_NAME)]


@hooks.register("construct_snippet_listing_buttons")
def leave_questionnaires_whole(buttons: list[Button], snippet: Model, user: AbstractUser) -> None:
    """Leave questionnaires to Wagtail's own way: their keys and conditions are no words to translate piece by piece."""
    if isinstance(snippet, Questionnaire):
        name = (snippet._meta.app_label, snippet._meta.model_name)
        in_pieces = reverse("wagtail_localize:submit_snippet_translation", args=[*name, snippet.pk])
        buttons[:] = [button for button in buttons if getattr(button, "url", None) != in_pieces]


@hooks.register("insert_global_admin_css")
def insert_admin_css() -> SafeString:
    """Link the one style sheet of the admin, which imports Wagtail's (templates/wagtailadmin/admin_base.html)."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("insert_editor_js")
def insert_autosave_script() -> SafeString:
    return format_html('<script src="{}" type="module"></script>', static("js/finish-autosave.js"))


@hooks.register("before_delete_user")
def refuse_protected_account(request: HttpRequest, user: AbstractUser) -> None:
    refuse_if_protected([user])


# After the hooks of apps, which have better explanations for their own snippets.
@hooks.register("before_delete_snippet", order=100)
def refuse_protected_snippets(request: HttpRequest, instances: list[Model]) -> None:
    refuse_if_protected(instances)


def refuse_if_protected(objects: Iterable[Model]) -> None:
    """Raise what deleting the objects would raise, before anybody is asked to confirm. Deletes nothing.

    fibro_site/middleware/protected_rows.py renders the exception as a page.
    """
    for one in objects:
        Collector(using=DEFAULT_DB_ALIAS, origin=one).collect([one])
