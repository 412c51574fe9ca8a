"""Notices about works in the admin: the queue of unjudged notices, and the views that judge and record them."""

from collections.abc import Callable
from functools import partial

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets import AdminDateInput

from references.admin.access import EditorMenuItem, editors_only, get_editor
from references.admin.chooser import chooser_viewset
from references.admin.forms import INVALID_DOI
from references.admin.page_frame import get_reference_edit_url, render_admin_page, render_form_page
from references.citations import usage
from references.curation import notice_review
from references.enums import Status
from references.identity.identifiers import normalize_doi
from references.models import Reference, StatusNotice

NOTICES_NAMESPACE = "reference_notices"
NOTICES_TITLE = _("Notices to review")
NOTICES_ICON = "warning"
NOTICES_PER_PAGE = 20


class OverruleForm(forms.Form):
    why = forms.CharField(
        label=_("Reason for overruling"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example, the notice is about another work. Your name is saved with the reason."),
    )


class RecordForm(forms.ModelForm):
    class Meta:
        model = StatusNotice
        fields = ["status", "superseded_by", "source", "dated", "doi", "reason"]
        widgets = {
            "superseded_by": chooser_viewset.widget_class,
            "dated": AdminDateInput,
            "reason": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {"superseded_by": _("Only for a superseded work: choose the newer one.")}

    def clean_doi(self) -> str:
        typed = self.cleaned_data["doi"]
        doi = normalize_doi(typed)
        if typed and not doi:
            raise ValidationError(INVALID_DOI)
        return doi or ""

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        newer, is_superseded = cleaned.get("superseded_by"), cleaned.get("status") == Status.SUPERSEDED
        if is_superseded and not newer:
            self.add_error("superseded_by", _("Choose the newer work that supersedes this one."))
        elif newer and not is_superseded:
            self.add_error("superseded_by", _("Leave this empty, or choose the status “Superseded”."))
        elif newer and newer.pk == self.instance.reference_id:
            self.add_error("superseded_by", _("Choose another work. A work cannot supersede itself."))
        return cleaned


@editors_only
@require_safe
def notice_queue(request: HttpRequest) -> HttpResponse:
    page = Paginator(notice_review.list_waiting_notices(), NOTICES_PER_PAGE).get_page(request.GET.get("p"))
    places = usage.find_usages_in_bulk({notice.reference_id for notice in page}, user=get_editor(request))
    waiting = [(notice, places[notice.reference_id]) for notice in page]
    context = {"page_obj": page, "waiting": waiting, "form": OverruleForm(auto_id=False)}
    return render_admin_page(request, "references/admin/queue.html", NOTICES_TITLE, context, icon=NOTICES_ICON)


@editors_only
@require_POST
def notice_uphold(request: HttpRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(StatusNotice, pk=pk)
    return respond_to_judgement(
        request,
        notice,
        partial(notice_review.uphold_notice, notice, by=get_editor(request)),
        gettext("Notice upheld."),
    )


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def notice_overrule(request: HttpRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(StatusNotice.objects.select_related("reference"), pk=pk)
    form = OverruleForm(request.POST or None)
    if form.is_valid():
        action = partial(notice_review.overrule_notice, notice, why=form.cleaned_data["why"], by=get_editor(request))
        return respond_to_judgement(request, notice, action, gettext("Notice overruled. Readers do not see it."))
    places = usage.find_usages(notice.reference, user=get_editor(request))
    context = {"notice": notice, "places": places, "next": get_next_url(request, notice)}
    above = ((reverse(f"{NOTICES_NAMESPACE}:queue"), NOTICES_TITLE),)
    title = gettext("Overrule a notice")
    return render_form_page(
        request, "references/admin/overrule.html", title, form, context, icon=NOTICES_ICON, above=above
    )


@editors_only
@require_POST
def notice_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(StatusNotice, pk=pk)
    action = partial(notice_review.reopen_notice, notice, by=get_editor(request))
    return respond_to_judgement(
        request, notice, action, gettext("Decision undone. The notice is waiting for review again.")
    )


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def notice_record(request: HttpRequest, reference_pk: int) -> HttpResponse:
    reference = get_object_or_404(Reference, pk=reference_pk)
    form = RecordForm(request.POST or None, instance=StatusNotice(reference=reference))
    if form.is_valid():
        notice_review.record_notice(reference, by=get_editor(request), **form.cleaned_data)
        messages.success(request, gettext("Notice recorded. Readers can see it now."))
        return redirect("references:edit", reference.pk)
    context = {"reference": reference, "media": form.media}
    above = ((get_reference_edit_url(reference.pk), reference.label),)
    title = gettext("Record a notice")
    return render_form_page(
        request, "references/admin/record.html", title, form, context, icon=NOTICES_ICON, above=above
    )


def respond_to_judgement(
    request: HttpRequest, notice: StatusNotice, action: Callable[[], None], success: str
) -> HttpResponse:
    """Run the action, and redirect with the message `success`, or with a warning if the notice was judged before."""
    try:
        action()
    except notice_review.NoticeAlreadyJudged:
        messages.warning(request, gettext("Someone has already reviewed this notice. Nothing was changed."))
    else:
        messages.success(
            request,
            success,
            buttons=[messages.button(get_reference_edit_url(notice.reference_id), gettext("View the work"))],
        )
    return redirect(get_next_url(request, notice))


def get_next_url(request: HttpRequest, notice: StatusNotice) -> str:
    return get_valid_next_url_from_request(request) or get_reference_edit_url(notice.reference_id)


class QueueMenuItem(EditorMenuItem):
    """Shows how many notices wait to be judged."""

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        item: LinkMenuItem = super().render_component(request)
        if number := StatusNotice.objects.unjudged().count():
            words = gettext("%(number)s to review") % {"number": number}
            # The badge is drawn by admin.css. All requests share the menu item, so its dict is copied.
            item.attrs = {**item.attrs, "data-clinic-badge": str(number), "data-clinic-badge-words": words}
        return item


class NoticesViewSet(ViewSet):
    name = NOTICES_NAMESPACE
    url_prefix = "references/notices"
    icon = NOTICES_ICON
    menu_label = NOTICES_TITLE
    menu_name = "reference-notices"
    menu_item_class = QueueMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", notice_queue, name="queue"),
            path("<int:pk>/uphold/", notice_uphold, name="uphold"),
            path("<int:pk>/overrule/", notice_overrule, name="overrule"),
            path("<int:pk>/reopen/", notice_reopen, name="reopen"),
            path("record/<int:reference_pk>/", notice_record, name="record"),
        ]


notices_viewset = NoticesViewSet()
