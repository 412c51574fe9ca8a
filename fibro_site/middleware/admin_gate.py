"""Shows an account that only works with patients nothing of the admin but the clinic's own pages.

Wagtail asks for no permission at many of its pages: whoever may enter the admin may list pages, pictures and authors
there. So whoever holds nothing of the editors' is refused whatever is not listed here, a page that a later version
brings along too. Every page that is listed asks for its own permission besides.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from wagtail.admin.auth import permission_denied
from wagtail.models import GroupCollectionPermission, GroupPagePermission

# The pages of patients and of questionnaires, and the settings of how submissions are delivered.
CLINIC_PATHS = tuple(
    f"{settings.ADMIN_PREFIX}{folder}/" for folder in ("intake", "questionnaires", "retention-rules", "snippets/intake")
)
# Where Wagtail lists records to choose from, and asks for no permission.
CHOOSERS_PATH = f"{settings.ADMIN_PREFIX}snippets/choose/intake/"
# What every page of the admin needs, and what is about one's own account only.
SHARED_PAGES = {
    "admin_sign_in",
    "admin_password_reset",
    "wagtailadmin_home",
    "wagtailadmin_account",
    "wagtailadmin_logout",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_dismissibles",
    "wagtail_localize:javascript_catalog",
    # Asked by the editor of questionnaires, each with a check of its own.
    "wagtailadmin_block_preview",
    "wagtailadmin_editing_sessions:ping",
    "wagtailadmin_editing_sessions:release",
    "simple_translation:submit_snippet_translation",
}
ENTERING = "wagtailadmin.access_admin"
CLINIC_PERMISSIONS = {ENTERING, "simple_translation.submit_translation"}


class AdminGateMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], args: list[object], kwargs: dict[str, object]
    ) -> HttpResponseBase | None:
        return permission_denied(request) if is_closed(request) else None


def is_closed(request: HttpRequest) -> bool:
    """Return whether the gate is closed for this request. Wagtail sends strangers to sign in."""
    path = request.path_info
    if path.startswith(CHOOSERS_PATH):
        return not may_choose(request.user, path.removeprefix(CHOOSERS_PATH).partition("/")[0])
    if not path.startswith(settings.ADMIN_PREFIX) or path.startswith(CLINIC_PATHS):
        return False
    if request.resolver_match is None or request.resolver_match.view_name in SHARED_PAGES:
        return False
    return request.user.has_perm(ENTERING) and not works_beyond_patients(request.user)


def may_choose(user: AbstractUser | AnonymousUser, model: str) -> bool:
    return user.is_anonymous or any(user.has_perm(f"intake.{verb}_{model}") for verb in ("view", "change"))


def works_beyond_patients(user: AbstractUser | AnonymousUser) -> bool:
    """Return whether an account holds any permission that is not about patients and their questionnaires."""
    if any(name not in CLINIC_PERMISSIONS and not name.startswith("intake.") for name in user.get_all_permissions()):
        return True
    return any(
        permissions.objects.filter(group__user=user).exists()
        for permissions in (GroupPagePermission, GroupCollectionPermission)
    )
