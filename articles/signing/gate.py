"""Keeps what no reviewer signed from being published by Wagtail's own buttons, and tells editors what to do instead.

The rule itself is in `articles.models.medical_page`: Wagtail asks it before it publishes anything for a user. What is
here are the doors at which Wagtail does not ask, and the words.
"""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from articles.models import MedicalReviewTask
from articles.models.medical_page import MedicalPage
from articles.models.medical_review import is_medical_reviewer

SIGN_URL_NAME, PUBLISH_URL_NAME, REPORT_URL_NAME = "medical_sign_off", "medical_publish", "reviews_due"
# Below the admin's prefix: emails are written by processes that mount no admin.
SIGN_PATH, REPORT_PATH = "pages/{}/sign-off/", "reports/reviews-due/"
GIVE_REASON_PERMISSION = "articles.add_publicationreason"
PUBLISH_ACTION = "action-publish"


def may_give_reason(user: User, page: MedicalPage) -> bool:
    """Return whether the user may let a version be published without a sign-off: a publisher of this page."""
    return user.has_perm(GIVE_REASON_PERMISSION) and page.permissions_for_user(user).can_publish_if_cleared()


def keep_new_page_as_draft(request: HttpRequest, page: Page) -> HttpResponseBase | None:
    """Turn a page that is published as it is created into a draft: nobody can have read it."""
    if not isinstance(page, MedicalPage) or page.is_cleared():
        return None
    if page.live and not page.live_revision_id:
        page.live, page.has_unpublished_changes = False, True
        page.save(update_fields=["live", "has_unpublished_changes"])
    return tell_unpublished(request, page)


def explain_unpublished(request: HttpRequest, page: Page) -> HttpResponseBase | None:
    """Say why a page was only saved, if its editor wanted to publish it."""
    if PUBLISH_ACTION not in request.POST or not isinstance(page, MedicalPage) or page.is_cleared():
        return None
    return tell_unpublished(request, page)


def tell_unpublished(request: HttpRequest, page: MedicalPage) -> HttpResponseBase:
    links = [messages.button(reverse(SIGN_URL_NAME, args=[page.pk]), gettext("See what has to be reviewed"))]
    if may_give_reason(cast("User", request.user), page):
        links.append(messages.button(reverse(PUBLISH_URL_NAME, args=[page.pk]), gettext("Publish without a sign-off")))
    messages.error(
        request,
        gettext(
            "The page is saved, but not published: no medical reviewer has signed this version. Submit it to medical"
            " review, or ask a publisher."
        ),
        buttons=links,
    )
    return redirect("wagtailadmin_pages:edit", page.pk)


def name_unsigned_pages(request: HttpRequest, action: str, pages: Iterable[Page], action_class: object) -> None:
    """Say which of the pages chosen to be published are not, and why: Wagtail leaves them out without a word."""
    if action != "publish":
        return
    left_out = {id_ for id_ in request.GET.getlist("id") if id_.isdecimal()} - {str(page.pk) for page in pages}
    unsigned = [page for page in Page.objects.filter(pk__in=left_out).specific() if isinstance(page, MedicalPage)]
    titles = "; ".join(page.get_admin_display_title() for page in unsigned if not page.is_cleared())
    if titles:
        messages.warning(
            request, gettext("Not published, as no medical reviewer has signed: %(pages)s") % {"pages": titles}
        )


def refuse_published_copy(request: HttpRequest, page: Page) -> HttpResponseBase | None:
    """Refuse to publish the copies of pages with medical content: a sign-off is not copied."""
    if request.method != "POST" or not request.POST.get("publish_copies"):
        return None
    copied = page.get_descendants(inclusive=True) if request.POST.get("copy_subpages") else [page]
    if not any(issubclass(each.specific_class or Page, MedicalPage) for each in copied):
        return None
    messages.error(request, gettext("Copies are not signed off. Copy the page without publishing the copy."))
    return redirect("wagtailadmin_pages:copy", page.pk)


def list_header_buttons(page: Page, user: User, view_name: str, next_url: str | None = None) -> list[Button]:
    """Return the link to what a reviewer sees of a page."""
    return [build_button(page)] if view_name != "index" and may_look(page, user) else []


def list_listing_buttons(page: Page, user: User, next_url: str | None = None) -> list[Button]:
    return [build_button(page)] if may_look(page, user) else []


def may_look(page: Page, user: User) -> bool:
    is_medical = issubclass(page.specific_class or Page, MedicalPage)
    return is_medical and (page.permissions_for_user(user).can_edit() or is_medical_reviewer(user))


def build_button(page: Page) -> Button:
    url = reverse(SIGN_URL_NAME, args=[page.pk])
    return Button(gettext("Medical sign-off"), url, icon_name="clipboard-list", priority=64)


def point_to_review(request: HttpRequest, page: Page) -> None:
    """Lead a reviewer who opens a page that waits for them to where they sign it."""
    if request.method != "GET" or not is_medical_reviewer(cast("User", request.user)):
        return
    if isinstance(page.current_workflow_task, MedicalReviewTask):
        link = messages.button(reverse(SIGN_URL_NAME, args=[page.pk]), gettext("Read and sign"))
        messages.info(request, gettext("This page waits for a medical review."), buttons=[link])


class PublishAnywayItem(ActionMenuItem):
    """Leads a publisher to where a reason is asked, in place of Wagtail's button."""

    name = "action-publish-without-sign-off"
    label = gettext_lazy("Publish without a sign-off")
    icon_name = "warning"

    def is_shown(self, context: dict[str, Any]) -> bool:
        page, request = context.get("page"), context["request"]
        if context["view"] != "edit" or context["locked_for_user"] or not isinstance(page, MedicalPage):
            return False
        return may_give_reason(request.user, page) and not page.is_cleared()

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return reverse(PUBLISH_URL_NAME, args=[parent_context["page"].pk])
