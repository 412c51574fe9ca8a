"""Tries every URL that the site mounts as every kind of person, and says who was let in.

The views are called with their decorators and behind the gate of the admin, without the rest of the middleware and
without templates: who is let in is decided before a page is drawn. So a walk over all of them takes seconds.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from allauth.core import context
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.test import RequestFactory
from django.urls import Resolver404, ResolverMatch, URLPattern, URLResolver, get_resolver, resolve

from fibro_site.middleware.admin_gate import AdminGateMiddleware
from tests.addresses import example

REFUSING_PAGES = {"/admin/", "/admin/login/", "/account/login/", "/eligibility/yours/"}
gate = AdminGateMiddleware(lambda _request: HttpResponse()).process_view


@dataclass(frozen=True)
class Place:
    """A URL of the site: its name with all namespaces, or its route if it has none. The second of a name has a 2."""

    name: str
    resolvers: tuple[URLResolver | URLPattern, ...]

    def build_path(self, values: Mapping[str, object]) -> str:
        """Return a path with these values of its parameters."""
        return "/" + "".join(example(one.pattern, values) for one in self.resolvers)


@dataclass
class Person:
    user: AbstractUser | AnonymousUser
    cookies: dict[str, str] = field(default_factory=dict)


def list_places() -> list[Place]:
    seen: Counter[str] = Counter()
    places = []
    for name, resolvers in walk_resolver(get_resolver()):
        seen[name] += 1
        places.append(Place(f"{name} {seen[name]}" if seen[name] > 1 else name, resolvers))
    return places


def walk_resolver(
    resolver: URLResolver, above: tuple[URLResolver, ...] = (), namespaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[URLResolver | URLPattern, ...]]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            route = "".join(str(one.pattern) for one in (*above, entry))
            yield ":".join([*namespaces, entry.name]) if entry.name else route, (*above, entry)
        else:
            yield from walk_resolver(entry, (*above, entry), (*namespaces, *filter(None, [entry.namespace])))


def visit(people: Mapping[str, Person], path: str) -> dict[str, bool | None]:
    """Return who is let in at a path, and who is not; None for whom there is nothing.

    Whatever the visits change is undone. A page that only takes forms is sent an empty one.
    """
    try:
        match = resolve(path)
    except Resolver404:
        return dict.fromkeys(people, None)
    return {name: is_let_in(person, path, match) for name, person in people.items()}


def is_let_in(person: Person, path: str, match: ResolverMatch) -> bool | None:
    try:
        with transaction.atomic():
            response = call_view(RequestFactory().get, path, match, person)
            if response.status_code == 405:
                response = call_view(RequestFactory().post, path, match, person)
            transaction.set_rollback(True)
    except PermissionDenied:
        return False
    except ReauthenticationRequired:
        return True
    except Http404:
        return None
    except Exception:
        # It was reached, and an empty form or an example was too little for it; one fails on purpose.
        return True
    if response.status_code == 404:
        return None
    return response.status_code != 403 and response.get("Location", "").partition("?")[0] not in REFUSING_PAGES


def call_view(build: Callable[[str], HttpRequest], path: str, match: ResolverMatch, person: Person) -> HttpResponseBase:
    request = build(path)
    request.resolver_match = match
    request.user = person.user  # type: ignore[assignment]
    request.COOKIES.update(person.cookies)
    request.session = SessionStore()
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
    with context.request_context(request):
        closed = gate(request, match.func, [*match.args], match.kwargs)
        return closed or match.func(request, *match.args, **match.kwargs)
