"""The staff's pages below /admin/intake/: the inbox, and the open submission with what can be done about it.

They show what visitors wrote, so they keep the strict Content-Security-Policy (fibro_site/csp.py): no widget of Wagtail
that starts itself by an inline script, no inline style. Whoever may not see submissions is refused before anything is
looked up, in the same way for a submission that exists and for one that does not.
"""

import json
import logging
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar, cast

import django_filters  # type: ignore[import-untyped]
from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.search import SearchForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.admin.ui.tables import Column, DateColumn, Table, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.viewsets.base import ViewSet

from intake import desk, doubts, inbox, sheet
from intake.desk import CHANGE, VIEW
from intake.engine.questions import Question
from intake.enums import Action, DeliveryState, Outcome, State, Urgency
from intake.keyring import KeyUnavailable
from intake.models import AuditEntry, Delivery, Submission, WrappedKey
from intake.sealing import SealError
from intake.sent import Sent

logger = logging.getLogger(__name__)

NAMESPACE = "intake_desk"
ICON = "clipboard-list"
TITLE = _("Submissions")
View = Callable[..., HttpResponseBase]

# What keeps a submission shut: no key here, a changed byte or another row's seal, a key that was destroyed.
UNOPENABLE = (KeyUnavailable, SealError, WrappedKey.DoesNotExist)


def link(name: str, *args: Any) -> str:
    return reverse(f"{NAMESPACE}:{name}", args=args)


def staff_only(permission: str = VIEW) -> Callable[[View], View]:
    """Refuses whoever may not see submissions or lacks `permission`, and keeps the answer out of every cache."""

    def decorator(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_perms([VIEW, permission]):
                raise PermissionDenied
            response = view(request, *args, **kwargs)
            # Beside what Wagtail says for all of its admin: no copy of a submission stays in a browser or a proxy.
            response["Cache-Control"] = "no-store, private"
            return response

        return guarded

    return decorator


def member(request: HttpRequest) -> User:
    """Who asks. `staff_only` has let nobody else in."""
    return cast("User", request.user)


# --- The inbox -------------------------------------------------------------------------------------------------------


class InboxFilterSet(WagtailFilterSet):
    state = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=State.choices, widget=forms.CheckboxSelectMultiple
    )
    urgency = django_filters.ChoiceFilter(
        label=_("Urgency"), choices=Urgency.choices, widget=forms.RadioSelect, empty_label=_("All")
    )
    outcome = django_filters.MultipleChoiceFilter(
        label=_("Suggested by the rules"), choices=Outcome.choices, widget=forms.CheckboxSelectMultiple
    )
    doubtful = django_filters.ChoiceFilter(
        label=_("Doubts"),
        choices=[("yes", _("Doubtful")), ("no", _("Not doubtful"))],
        widget=forms.RadioSelect,
        empty_label=_("All"),
        method="with_doubts",
    )
    notice = django_filters.ChoiceFilter(
        label=_("Notice to staff"),
        choices=[(state, state.label) for state in (DeliveryState.PENDING, DeliveryState.DEAD)],
        widget=forms.RadioSelect,
        empty_label=_("All"),
        method="with_notice",
    )

    class Meta:
        model = Submission
        fields: ClassVar[list[str]] = []

    def with_doubts(self, rows: QuerySet[Submission], name: str, value: str) -> QuerySet[Submission]:
        return rows.exclude(doubts=doubts.NONE) if value == "yes" else rows.filter(doubts=doubts.NONE)

    def with_notice(self, rows: QuerySet[Submission], name: str, value: str) -> QuerySet[Submission]:
        return rows.filter(inbox.with_notice(DeliveryState(value)))


class ReferenceColumn(TitleColumn):
    """The reference; below it a tag for each doubt whether a person sent it."""

    cell_template_name = "intake/desk/reference_cell.html"

    def get_cell_context_data(self, instance: Submission, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return context | {"doubts": doubts.in_words(instance.doubts)}

    def get_value(self, instance: Submission) -> str:
        return instance.reference

    def get_link_url(self, instance: Submission, parent_context: Any) -> str:
        return link("submission", instance.pk)


class TagColumn(Column):
    """A status tag in words, in the colour of what it says."""

    cell_template_name = "intake/desk/tag_cell.html"

    def get_cell_context_data(self, instance: Submission, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        label = getattr(instance, f"get_{self.name}_display")()
        return context | {"label": label}


def suggestion(submission: Submission) -> str:
    """What the rules suggest, as long as there is something that they could be about."""
    return gettext("Erased by the patient") if submission.erased_at else submission.get_outcome_display()


class InboxView(BaseListingView):
    """The inbox. Looking at it opens nothing."""

    template_name = "intake/desk/inbox.html"
    results_template_name = "intake/desk/inbox_results.html"
    page_title = TITLE
    header_icon = ICON
    index_url_name = f"{NAMESPACE}:inbox"
    index_results_url_name = f"{NAMESPACE}:inbox_results"
    is_searchable = True
    filterset_class = InboxFilterSet
    columns: ClassVar = [
        ReferenceColumn("reference", label=_("Reference"), width="16%"),
        TagColumn("urgency", label=_("Urgency"), width="10%"),
        TagColumn("state", label=_("State"), width="17%"),
        DateColumn("received_at", label=_("Received"), width="14%"),
        Column("outcome", label=_("Suggested by the rules"), accessor=suggestion, width="17%"),
        Column("version", label=_("Questionnaire"), width="17%"),
        Column("language", label=_("Language"), accessor=lambda row: language_name(row.language), width="9%"),
    ]

    def get_search_form(self) -> SearchForm:
        data = self.request.GET if self.search_kwarg in self.request.GET else None
        return SearchForm(data, placeholder=gettext("Reference"))

    def get_base_queryset(self) -> QuerySet[Submission]:
        return inbox.submissions()

    def search_queryset(self, queryset: QuerySet[Submission]) -> QuerySet[Submission]:
        return queryset.filter(inbox.find(self.search_query)) if self.is_searching else queryset

    def paginate_queryset(self, queryset: QuerySet[Submission], page_size: int) -> tuple[None, None, Any, bool]:
        self.page = inbox.page(queryset, after=inbox.Cursor.parse(self.request.GET.get("after", "")))
        rows = [submission for _section, rows in self.page.sections for submission in rows]
        return None, None, rows, False

    def get_paginate_by(self, queryset: QuerySet[Submission]) -> int:
        return inbox.PAGE_SIZE

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return context | {
            "sections": [
                (section, Table(self.columns, rows, classname="listing desk-inbox", caption=section.heading))
                for section, rows in self.page.sections
            ],
            "next_url": self.url_after(self.page.next) if self.page.next else "",
            "first_url": self.url_after(None) if "after" in self.request.GET else "",
            "alarm": inbox.notice_alarm(),
        }

    def url_after(self, place: inbox.Cursor | None) -> str:
        """This listing with its search and filters, from a place on."""
        query = self.request.GET.copy()
        query.pop("after", None)
        query.pop("_w_filter_fragment", None)
        if place:
            query["after"] = str(place)
        return f"{self.index_url}?{query.urlencode()}" if query else self.index_url


# --- The open submission ---------------------------------------------------------------------------------------------


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("New note"),
        max_length=desk.LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        help_text=_("For staff only. It is sealed like the answers."),
    )


class MessageForm(forms.Form):
    text = forms.CharField(
        label=_("New message"),
        max_length=desk.LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        help_text=_("The patient reads it on their own page. Nothing tells them that it is there."),
    )


class StateForm(forms.Form):
    """`revision` is the one that its sender saw."""

    state = forms.TypedChoiceField(choices=State.choices, coerce=State)
    revision = forms.IntegerField(min_value=0)


@staff_only()
@require_safe
def show(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return show_open(request, pk)


@staff_only(CHANGE)
@require_POST
def change_state(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    form = StateForm(request.POST)
    if not form.is_valid():
        return show_conflict(request, pk)
    try:
        submission = desk.change_state(
            pk, form.cleaned_data["state"], by=member(request), expected_revision=form.cleaned_data["revision"]
        )
    except Submission.DoesNotExist as error:
        raise Http404 from error
    except (desk.Conflict, desk.NotAllowed):
        return show_conflict(request, pk)
    messages.success(request, gettext("The state is now: %(state)s.") % {"state": submission.get_state_display()})
    return redirect(link("submission", pk))


@staff_only(CHANGE)
@require_POST
def add_note(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    form = NoteForm(request.POST)
    if not form.is_valid():
        return show_open(request, pk, note_form=form, status=422)
    try:
        desk.add_note(pk, form.cleaned_data["text"], by=member(request))
    except Submission.DoesNotExist as error:
        raise Http404 from error
    except UNOPENABLE as error:
        return show_unopenable(request, pk, error)
    messages.success(request, gettext("The note is kept."))
    return redirect(link("submission", pk))


@staff_only(CHANGE)
@require_POST
def send_message(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    form = MessageForm(request.POST)
    if not form.is_valid():
        return show_open(request, pk, message_form=form, status=422)
    try:
        desk.send_message(pk, form.cleaned_data["text"], by=member(request))
    except Submission.DoesNotExist as error:
        raise Http404 from error
    except UNOPENABLE as error:
        return show_unopenable(request, pk, error)
    messages.success(request, gettext("The message is on the patient’s own page."))
    return redirect(link("submission", pk))


@staff_only(CHANGE)
@require_POST
def replace_code(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The new code is shown here, once: it may stand in no session, so no redirect leads to it."""
    try:
        code = desk.replace_code(pk, by=member(request))
    except Submission.DoesNotExist as error:
        raise Http404 from error
    except UNOPENABLE as error:
        return show_unopenable(request, pk, error)
    submission = get_object_or_404(inbox.submissions(), pk=pk)
    context = {"submission": submission, "code": code}
    return page(request, "intake/desk/new_code.html", submission.reference, context, status=200)


@staff_only()
@require_safe
def export_response(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What the patient told, as a FHIR QuestionnaireResponse. Each download is audited as an export."""
    try:
        resource = desk.export_response(pk, by=member(request))
    except Submission.DoesNotExist as error:
        raise Http404 from error
    except UNOPENABLE as error:
        return show_unopenable(request, pk, error)
    response = HttpResponse(json.dumps(resource, ensure_ascii=False, indent=2), content_type="application/fhir+json")
    response["Content-Disposition"] = f'attachment; filename="{resource["identifier"]["value"]}.json"'
    return response


@staff_only(CHANGE)
@require_POST
def retry_delivery(request: HttpRequest, pk: uuid.UUID, delivery_pk: uuid.UUID) -> HttpResponse:
    delivery = get_object_or_404(Delivery, pk=delivery_pk, submission=pk)
    try:
        desk.retry_delivery(delivery.pk, by=member(request))
    except desk.NotAllowed:
        messages.warning(request, gettext("This notice is not one that was given up: nothing was changed."))
    else:
        messages.success(request, gettext("The notice is on its way again."))
    return redirect(link("submission", pk))


def show_open(
    request: HttpRequest,
    pk: uuid.UUID,
    *,
    note_form: NoteForm | None = None,
    message_form: MessageForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The open submission. Each showing is an opening, and audited as one."""
    try:
        opened = desk.open_submission(pk, by=member(request))
    except Submission.DoesNotExist as error:
        raise Http404 from error
    except UNOPENABLE as error:
        return show_unopenable(request, pk, error)
    submission = opened.submission
    definition = opened.sent.definition
    context = {
        "submission": submission,
        "language": language_name(submission.language),
        "doubts": doubts.in_words(submission.doubts),
        "steps": sheet.steps(definition, opened.answers),
        "scores": sheet.scores(opened.assessment),
        "consents": [
            (record, definition.question(record.link_id).consent, language_name(record.language))
            for record in opened.consents
        ],
        "reasons": opened.assessment["reasons"],
        "notes": opened.notes,
        "note_form": note_form or NoteForm(auto_id="note_%s"),
        "letters": opened.messages,
        "message_form": message_form or MessageForm(auto_id="message_%s"),
        "corrected_at": opened.sent.corrected_at,
        "corrections": corrections(opened.sent),
        "withdrawals": [(withdrawal, definition.question(withdrawal.link_id)) for withdrawal in opened.withdrawals],
        "next_states": [(state, state.label) for state in desk.next_states(submission)],
        "deliveries": submission.deliveries.order_by("pk"),
        "readers": desk.readers(submission),
        "deeds": [(entry, moved(entry)) for entry in desk.history(submission).exclude(action=Action.OPENED)],
        "may_change": request.user.has_perm(CHANGE),
    }
    return page(request, "intake/desk/submission.html", submission.reference, context, status=status)


def corrections(sent: Sent) -> list[tuple[Question, str | None, str | None]]:
    """Each contact question that is answered otherwise now: with the answer as it was sent, and the one that holds."""
    answers = [
        (asked, sent.original.get(asked.link_id), sent.answers.get(asked.link_id)) for asked in sent.contact_questions
    ]
    return [(question, before, now) for question, before, now in answers if before != now]


def moved(entry: AuditEntry) -> str:
    """From which state to which, for an entry that says so."""
    if entry.action != Action.STATE_CHANGED:
        return ""
    return f"{State(entry.detail['from']).label} → {State(entry.detail['to']).label}"


def show_conflict(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    submission = get_object_or_404(inbox.submissions(), pk=pk)
    return page(request, "intake/desk/conflict.html", submission.reference, {"submission": submission}, status=409)


def show_unopenable(request: HttpRequest, pk: uuid.UUID, error: Exception) -> HttpResponse:
    """Nothing of the submission but its reference: what does not open as a whole is not shown in part."""
    submission = get_object_or_404(inbox.submissions(), pk=pk)
    if submission.erased_at:
        context = {"submission": submission, "deeds": [(entry, moved(entry)) for entry in desk.history(submission)]}
        return page(request, "intake/desk/erased.html", submission.reference, context, status=410)
    logger.error("Submission %s cannot be opened: %s", submission.pk, type(error).__name__)
    context = {
        "submission": submission,
        "is_key_missing": isinstance(error, KeyUnavailable),
        "is_shredded": isinstance(error, WrappedKey.DoesNotExist),
    }
    return page(request, "intake/desk/unopenable.html", submission.reference, context, status=500)


def page(request: HttpRequest, template: str, title: str, context: dict[str, Any], *, status: int) -> HttpResponse:
    """One of our pages in Wagtail's frame."""
    breadcrumbs = [
        {"url": reverse("wagtailadmin_home"), "label": gettext("Home")},
        {"url": link("inbox"), "label": TITLE},
        {"url": "", "label": title},
    ]
    frame = {"header_title": title, "header_icon": ICON, "breadcrumbs_items": breadcrumbs}
    return TemplateResponse(request, template, frame | context, status=status)


def language_name(code: str) -> str:
    """A language in words; its code where the site does not know it."""
    return str(dict(settings.LANGUAGES).get(code, code))


# --- In the admin ----------------------------------------------------------------------------------------------------


class SubmissionsMenuItem(MenuItem):
    """Shown to staff alone, with the number of new submissions beside it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(VIEW))

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        item: LinkMenuItem = super().render_component(request)
        if new := inbox.count_new():
            many = f"{new}+" if new == inbox.COUNT_LIMIT else str(new)
            # Drawn by desk.css; a new dict, because the menu item is one for all requests.
            words = gettext("%(number)s new") % {"number": many}
            item.attrs = {**item.attrs, "data-desk-badge": many, "data-desk-badge-words": words}
        return item


class SubmissionViewSet(ViewSet):
    name = NAMESPACE
    url_prefix = "intake/submissions"
    icon = ICON
    menu_label = TITLE
    menu_name = "submissions"
    menu_order = 10
    menu_item_class = SubmissionsMenuItem
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", staff_only()(InboxView.as_view()), name="inbox"),
            path("results/", staff_only()(InboxView.as_view(results_only=True)), name="inbox_results"),
            path("<uuid:pk>/", show, name="submission"),
            path("<uuid:pk>/state/", change_state, name="change_state"),
            path("<uuid:pk>/notes/", add_note, name="add_note"),
            path("<uuid:pk>/messages/", send_message, name="send_message"),
            path("<uuid:pk>/code/", replace_code, name="replace_code"),
            path("<uuid:pk>/response.json", export_response, name="export_response"),
            path("<uuid:pk>/notices/<uuid:delivery_pk>/retry/", retry_delivery, name="retry_delivery"),
        ]
