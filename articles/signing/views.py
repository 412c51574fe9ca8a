"""The pages of the admin on which a version of a page is signed, or published without a sign-off."""

from collections.abc import Callable
from typing import cast

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.models import Page

from articles.models.claim_dismissal import list_dismissals
from articles.models.medical_page import MedicalPage
from articles.models.medical_review import is_medical_reviewer
from articles.review.content_differences import compare_contents
from articles.review.content_hash import PageContent
from articles.signing import actions
from articles.signing.actions import ActionRefused, Draft
from articles.signing.forms import ReasonForm, RequestChangesForm, ShownVersionForm, SignForm
from articles.signing.gate import SIGN_URL_NAME, may_give_reason

EMPTY_CONTENT = PageContent(title="", standfirst="", blocks=[], works=[])


def get_medical_page(page_id: int) -> MedicalPage:
    page = get_object_or_404(Page, pk=page_id).specific
    if not isinstance(page, MedicalPage):
        raise Http404
    return page


@require_http_methods(["GET", "HEAD", "POST"])
def sign_off_page(request: HttpRequest, page_id: int) -> HttpResponseBase:
    """Show what changed since a page was last signed off, and let a medical reviewer act on it.

    Whoever may edit the page may look. Raises PermissionDenied for anybody else.
    """
    page, user = get_medical_page(page_id), cast("User", request.user)
    if not (is_medical_reviewer(user) or page.permissions_for_user(user).can_edit()):
        raise PermissionDenied
    draft = actions.read_draft(page)
    forms_by_action = build_forms(request, draft)
    name = request.POST.get("action", "")
    form = forms_by_action.get(name)
    if request.method == "POST" and form and form.is_valid():
        try:
            done = PERFORM[name](page, user, form)
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
            return redirect(SIGN_URL_NAME, page_id)
    is_refused = request.method == "POST"
    return render_page(
        request,
        "articles/signing/sign_off.html",
        _("Medical sign-off"),
        draft,
        {
            **describe_draft(draft),
            "forms": forms_by_action,
            "obstacle": actions.find_obstacle(user, draft),
            "is_reviewer": is_medical_reviewer(user),
            "can_open": page.permissions_for_user(user).can_edit(),
        },
        status=422 if is_refused else 200,
    )


def build_forms(request: HttpRequest, draft: Draft) -> dict[str, forms.Form]:
    """Return a form for each action, that of the action which was sent with its values."""
    kinds: dict[str, type[ShownVersionForm]] = {"sign": SignForm, "minor": ReasonForm, "return": RequestChangesForm}
    sent = request.POST.get("action")
    initial = {"shown": draft.content_hash, **SignForm.get_defaults()}
    return {
        name: kind(request.POST if name == sent else None, initial=initial, auto_id=f"id_{name}_%s")
        for name, kind in kinds.items()
    }


def sign_version(page: MedicalPage, user: User, form: forms.Form) -> str:
    signed = actions.sign_page(page, user, shown_hash=form.cleaned_data["shown"], months=form.cleaned_data["months"])
    return _("Signed off until %(day)s.") % {"day": date_format(signed.valid_until, "DATE_FORMAT")}


def declare_version_minor(page: MedicalPage, user: User, form: forms.Form) -> str:
    actions.declare_minor(page, user, shown_hash=form.cleaned_data["shown"], reason=form.cleaned_data["reason"])
    return _("The sign-off holds for this version too.")


def send_back(page: MedicalPage, user: User, form: forms.Form) -> str:
    actions.request_changes(page, user, comment=form.cleaned_data["comment"])
    return _("The page is sent back to its editors.")


PERFORM: dict[str, Callable[[MedicalPage, User, forms.Form], str]] = {
    "sign": sign_version,
    "minor": declare_version_minor,
    "return": send_back,
}


def describe_draft(draft: Draft) -> dict[str, object]:
    signed = draft.sign_off
    before = signed.content if signed else EMPTY_CONTENT
    differences = compare_contents(before, draft.content)
    report = draft.page.report_claims()
    return {
        "uncovered": report.uncovered,
        "dismissals": list_dismissals(draft.page, report.dismissed),
        "differences": differences,
        "is_all_new": signed is None,
        "minor_changes": signed.minor_changes.all() if signed else [],
        "reasons": draft.page.publication_reasons.all()[:5],
        "can_be_minor": actions.can_be_minor(draft, differences),
        "is_in_review": actions.find_review(draft) is not None,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def publish_page(request: HttpRequest, page_id: int) -> HttpResponseBase:
    """Ask a publisher why a version should be published without a sign-off, keep the reason, and publish it.

    Raises PermissionDenied for whoever may not.
    """
    page, user = get_medical_page(page_id), cast("User", request.user)
    if not may_give_reason(user, page):
        raise PermissionDenied
    draft = actions.read_draft(page)
    form = ReasonForm(request.POST or None, initial={"shown": draft.content_hash})
    if request.method == "POST" and form.is_valid():
        try:
            actions.publish_with_reason(
                page, user, shown_hash=form.cleaned_data["shown"], reason=form.cleaned_data["reason"]
            )
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("“%(page)s” is published without a sign-off.") % {"page": draft.page.title})
            return redirect("wagtailadmin_pages:edit", page_id)
    status = 422 if request.method == "POST" else 200
    title = _("Publish without a sign-off")
    return render_page(request, "articles/signing/publish.html", title, draft, {"form": form}, status=status)


def render_page(
    request: HttpRequest, template: str, title: str, draft: Draft, context: dict[str, object], *, status: int
) -> TemplateResponse:
    trail = [
        (reverse("wagtailadmin_home"), _("Home")),
        (reverse("wagtailadmin_explore", args=[draft.page.get_parent().pk]), draft.page.get_parent().title),
        (reverse("wagtailadmin_pages:edit", args=[draft.page.pk]), draft.page.title),
        ("", title),
    ]
    frame = {
        "header_title": title,
        "header_icon": "clipboard-list",
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in trail],
        "draft": draft,
    }
    return TemplateResponse(request, template, frame | context, status=status)
