"""The clinic's key ring in the admin: how far a change of keys has come, and the retirement of a key by two people."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from intake.accountability.access import (
    CHANGE_KEYS_PERMISSION,
    VIEW_KEYS_PERMISSION,
    get_user,
    permission_required,
    render_page,
    reverse_url,
)
from intake.accountability.forms import RetirementForm
from intake.encryption import current_key, key_ring, rewrapping, rotation
from intake.http import SeeOther
from intake.models import ClinicKey

KEYS_TITLE = gettext_lazy("Keys")
KEYS_ICON = "key"


@permission_required(VIEW_KEYS_PERMISSION)
@require_safe
def keys_page(request: HttpRequest) -> HttpResponse:
    """List the key pairs, the latest first, with how much is wrapped to each."""
    counts, current = rewrapping.count_values(), current_key.get_current_key_id()
    keys = [(key, key.pk == current, counts.get(key.pk, 0)) for key in ClinicKey.objects.all()]
    waiting = sum(count for key, is_current, count in keys if not is_current)
    done = counts.get(current or "", 0)
    context = {
        "keys": keys,
        "left": waiting,
        "done": done,
        "total": done + waiting,
        "form": RetirementForm(),
        "may_change": request.user.has_perm(CHANGE_KEYS_PERMISSION),
        "own_name": get_user(request).get_username(),
    }
    return render_page(request, "keys.html", KEYS_TITLE, context, icon=KEYS_ICON, parent=None)


@permission_required(CHANGE_KEYS_PERMISSION)
@require_POST
def ask_retirement(request: HttpRequest, key_id: str) -> HttpResponse:
    form = RetirementForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Say why the key should be retired."))
        return SeeOther(reverse_url("keys"))
    told = gettext("Nothing is sealed to this key any more. Somebody else must confirm that it is to be deleted.")
    return take_step(
        request,
        lambda: rotation.ask_retirement(key_id, reason=form.cleaned_data["reason"], by=get_user(request)),
        told,
    )


@permission_required(CHANGE_KEYS_PERMISSION)
@require_POST
def keep_key(request: HttpRequest, key_id: str) -> HttpResponse:
    return take_step(request, lambda: rotation.keep_key(key_id, by=get_user(request)), gettext("The key stays in use."))


@permission_required(CHANGE_KEYS_PERMISSION)
@require_POST
def confirm_retirement(request: HttpRequest, key_id: str) -> HttpResponse:
    told = gettext("The key is retired, and its private half is deleted on this machine. Delete it on others too.")
    return take_step(request, lambda: rotation.retire_key(key_id, by=get_user(request)), told)


def take_step(request: HttpRequest, step: Callable[[], None], told: str) -> HttpResponse:
    """Take one step and go back to the list, with what was done or why it was not."""
    try:
        step()
    except rotation.KeyStepRefused as error:
        messages.error(request, str(error))
    except key_ring.KeyUnavailable:
        messages.error(request, gettext("This machine does not have the private key."))
    else:
        messages.success(request, told)
    return SeeOther(reverse_url("keys"))
