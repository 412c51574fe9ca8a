"""Asks again who is there before what fibro_site/accounts/reauthentication.py lists."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from fibro_site.accounts.reauthentication import ask_to_sign_in_again, has_signed_in_recently, is_guarded


class RecentSignInMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], args: list[object], kwargs: dict[str, object]
    ) -> HttpResponse | None:
        """Strangers are left to the view, which sends them to sign in."""
        match = request.resolver_match
        if match is None or not is_guarded(match) or request.user.is_anonymous or has_signed_in_recently(request):
            return None
        return ask_to_sign_in_again(request, match)
