"""A letter to a doctor: started from a template, edited, and printed by the browser. Its text is stored nowhere."""

import uuid

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from intake.models import LetterTemplate, Submission
from intake.models.procedures import MAX_LETTER_LENGTH
from intake.staff import inbox, letters
from intake.staff.access import CHANGE_PERMISSION, get_chosen_or_404, get_staff_user, render_staff_page, staff_only
from intake.staff.opened_submission import open_submission
from intake.staff.submission_pages import explain_unavailable, lead_back_on_get


class LetterForm(forms.Form):
    text = forms.CharField(
        label=_("Letter"),
        # Twice that of a template: what is filled in and what is written come on top.
        max_length=2 * MAX_LETTER_LENGTH,
        widget=forms.Textarea(attrs={"rows": 28, "autocomplete": "off"}),
        help_text=_("It is not stored here. Print it, or save it as PDF, before you leave the page."),
    )


@staff_only(CHANGE_PERMISSION)
@require_safe
def start_letter(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Offer the templates. It opens nothing."""
    submission = get_object_or_404(inbox.list_submissions(), pk=pk)
    context = {"submission": submission, "templates": letters.list_letter_templates(submission.language)}
    return render_staff_page(request, "intake/staff/letter_start.html", gettext("Letter to a doctor"), context)


@staff_only(CHANGE_PERMISSION)
@lead_back_on_get
@explain_unavailable
def write_letter(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the chosen template, filled in, to be edited. For that the submission is opened, which is audited.

    Or show once more what was written, before it is printed.
    """
    if "text" in request.POST:
        submission = get_object_or_404(inbox.list_submissions(), pk=pk)
        return render_form(request, submission, LetterForm(initial={"text": request.POST["text"]}))
    template = get_chosen_or_404(LetterTemplate.objects.all(), request.POST.get("template", ""))
    opened = open_submission(pk, by=get_staff_user(request))
    text = letters.fill_template(template, opened, by=get_staff_user(request))
    return render_form(request, opened.submission, LetterForm(initial={"text": text}), changes=opened.changes)


def render_form(
    request: HttpRequest, submission: Submission, form: LetterForm, *, status: int = 200, **context: object
) -> HttpResponse:
    context |= {"submission": submission, "form": form, "idle_seconds": settings.SESSION_COOKIE_AGE}
    title = gettext("Letter to a doctor")
    return render_staff_page(request, "intake/staff/letter_form.html", title, context, status=status)


@staff_only(CHANGE_PERMISSION)
@lead_back_on_get
@explain_unavailable
def print_letter(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the letter as it is printed, and record that it was written."""
    form = LetterForm(request.POST)
    if not form.is_valid():
        submission = get_object_or_404(Submission, pk=pk)
        return render_form(request, submission, form, status=422)
    submission = letters.record_letter(pk, by=get_staff_user(request))
    context = {"submission": submission, "text": form.cleaned_data["text"]}
    return render_staff_page(request, "intake/staff/letter.html", submission.reference, context)
