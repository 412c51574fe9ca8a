"""Recovery codes that their owner says they have kept: until then, nothing else of the admin is shown.

Whoever loses their phone and has no codes can only be let in by an administrator.
"""

from allauth.core.internal.httpkit import authenticated_user
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_reset
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.decorators import login_required
from django.contrib.sessions.backends.base import SessionBase
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

# In the session, so that no page has to ask the database (templates/mfa/recovery_codes/index.html reads it); and of the
# codes themselves, for the next session.
UNKEPT_KEY = "fibro_codes_unkept"
IS_KEPT = "is_kept"
# A checkbox of templates/mfa/recovery_codes/index.html.
KEPT_FIELD = "kept"


@receiver(authenticator_added)
@receiver(authenticator_reset)
def ask_to_keep(request: HttpRequest, user: AbstractBaseUser, authenticator: Authenticator, **_kwargs: object) -> None:
    """Ask for new codes. Codes from before this was asked count as kept."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        mark_codes(authenticator, is_kept=False)
        request.session[UNKEPT_KEY] = True


def remember_unkept(session: SessionBase, user: AbstractBaseUser) -> None:
    """Have a new session remember whether codes are still to be kept."""
    codes = find_codes(user)
    if codes and codes.data.get(IS_KEPT) is False:
        session[UNKEPT_KEY] = True


@require_POST
@login_required
def keep_codes(request: HttpRequest) -> HttpResponse:
    """Go on to work once somebody says that they have kept their codes."""
    if KEPT_FIELD not in request.POST:
        messages.error(request, gettext("Keep the codes, then tick the box."))
        return redirect("mfa_view_recovery_codes")
    if codes := find_codes(authenticated_user(request)):
        mark_codes(codes, is_kept=True)
    request.session.pop(UNKEPT_KEY, None)
    return redirect("wagtailadmin_home")


def find_codes(user: AbstractBaseUser) -> Authenticator | None:
    found: Authenticator | None = Authenticator.objects.filter(
        user_id=user.pk, type=Authenticator.Type.RECOVERY_CODES
    ).first()
    return found


def mark_codes(codes: Authenticator, *, is_kept: bool) -> None:
    codes.data[IS_KEPT] = is_kept
    codes.save(update_fields=["data"])


urlpatterns = [path("account/2fa/recovery-codes/kept/", keep_codes, name="account_keep_codes")]
