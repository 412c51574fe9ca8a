"""What the clinic answers for about one patient: who looked, what holds it, and everything that is held about them."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from intake.accountability.access import (
    CHANGE_HOLDS_PERMISSION,
    VIEW_RULES_PERMISSION,
    get_user,
    permission_required,
    render_page,
    reverse_url,
)
from intake.accountability.disclosure import disclose_submission, write_dossier
from intake.accountability.forms import DisclosureForm, HoldForm
from intake.answers import score_presentation
from intake.audit import sightings
from intake.enums import WithholdingReason
from intake.http import SeeOther
from intake.models import LegalHold, RetentionRule, Submission
from intake.retention import holds, plans
from intake.staff import history, inbox
from intake.staff.access import EXPORT_PERMISSION, SUBMISSIONS_ICON, VIEW_PERMISSION, reverse_staff_url
from intake.staff.submission_pages import explain_unavailable

RETENTION_TITLE = gettext_lazy("What will be erased")
RETENTION_ICON = "bin"
PLANS_SHOWN = 200


@permission_required(VIEW_PERMISSION)
@require_safe
def sightings_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Each time that somebody saw the answers, and all else that happened. It opens nothing."""
    return render_case(request, pk)


def render_case(
    request: HttpRequest,
    pk: uuid.UUID,
    *,
    hold_form: HoldForm | None = None,
    disclosure_form: DisclosureForm | None = None,
    status: int = 200,
) -> HttpResponse:
    submission = get_object_or_404(inbox.list_submissions(), pk=pk)
    context = {
        "submission": submission,
        "readers": history.list_readers(submission),
        "sightings": sightings.list_sightings(submission),
        "timeline": history.build_timeline(
            history.list_audit_entries(submission).exclude(action__in=sightings.SEEING_ACTIONS)
        ),
        "holds": submission.holds.all(),
        "hold_form": hold_form or HoldForm(auto_id="hold_%s"),
        "may_hold": request.user.has_perm(CHANGE_HOLDS_PERMISSION) and not submission.erased_at,
        "disclosure_form": disclosure_form or DisclosureForm(auto_id="disclosure_%s"),
        "may_disclose": request.user.has_perm(EXPORT_PERMISSION),
    }
    title = gettext("Who saw the answers")
    parent = (reverse_staff_url("submission", submission.pk), submission.reference)
    return render_page(request, "sightings.html", title, context, icon=SUBMISSIONS_ICON, parent=parent, status=status)


@permission_required(CHANGE_HOLDS_PERMISSION)
@permission_required(VIEW_PERMISSION)
@require_POST
def place_hold(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    submission = get_object_or_404(Submission, pk=pk, erased_at=None)
    form = HoldForm(request.POST, auto_id="hold_%s")
    if not form.is_valid():
        return render_case(request, pk, hold_form=form, status=422)
    given = form.cleaned_data
    holds.place_hold(
        submission, given["reason"], file_number=given["file_number"], until=given["until"], by=get_user(request)
    )
    messages.success(request, gettext("It is on hold: nobody can erase it until then."))
    return SeeOther(reverse_url("sightings", pk))


@permission_required(CHANGE_HOLDS_PERMISSION)
@permission_required(VIEW_PERMISSION)
@require_POST
def end_hold(request: HttpRequest, pk: uuid.UUID, hold_pk: int) -> HttpResponse:
    holds.end_hold(get_object_or_404(LegalHold, pk=hold_pk, submission=pk), by=get_user(request))
    messages.success(request, gettext("The hold has ended."))
    return SeeOther(reverse_url("sightings", pk))


@permission_required(EXPORT_PERMISSION)
@permission_required(VIEW_PERMISSION)
@require_POST
@explain_unavailable
def disclose(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Everything that is held about the person, as a page or, with `as=json`, as a file. Each time is recorded."""
    form = DisclosureForm(request.POST, auto_id="disclosure_%s")
    if not form.is_valid():
        return render_case(request, pk, disclosure_form=form, status=422)
    given = form.cleaned_data
    dossier = disclose_submission(pk, reason=given["reason"], withheld=given["withheld"], by=get_user(request))
    if request.POST.get("as") == "json":
        name = f"{dossier['reference']}-everything.json"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
        return HttpResponse(write_dossier(dossier), content_type="application/json; charset=utf-8", headers=headers)
    title = gettext("Everything about %(reference)s") % {"reference": dossier["reference"]}
    withheld = WithholdingReason(given["withheld"]).label if given["withheld"] else ""
    parent = (reverse_staff_url("submission", pk), dossier["reference"])
    scores = score_presentation.present_scores(dossier) if dossier["scores"] else []
    context = {"dossier": dossier, "withheld": withheld, "scores": scores}
    return render_page(request, "disclosure.html", title, context, icon=SUBMISSIONS_ICON, parent=parent)


@permission_required(VIEW_PERMISSION)
@require_safe
def retention_page(request: HttpRequest) -> HttpResponse:
    """What the rules will have erased, the earliest first, with what holds it."""
    planned = plans.list_planned()
    context = {
        "plans": [(plan, holds.find_hold_end(plan.submission)) for plan in planned[:PLANS_SHOWN]],
        "count": planned.count(),
        "limit": PLANS_SHOWN,
        "has_rules": RetentionRule.objects.exists(),
        "may_see_rules": request.user.has_perm(VIEW_RULES_PERMISSION),
    }
    return render_page(request, "retention.html", RETENTION_TITLE, context, icon=RETENTION_ICON, parent=None)
