"""Without the permission nobody sees submissions, or that there are any, on any page.

The URLs are taken from the resolver, so a new one fails here until it is listed.
"""

import re
import uuid
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import AnonymousUser, Group, User
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail import hooks
from wagtail.admin.menu import admin_menu
from wagtail.models import ReferenceIndex
from wagtail.search.index import get_indexed_models

from fibro_site.accounts.roles import ensure_all_roles
from intake.enums import Action, DeliveryState, Holder, SubmissionState
from intake.models import AuditEntry, Delivery, Message, Note, Submission
from intake.staff import access, actions, opened_submission, roles
from intake.visitor.actions import Receipt
from tests.conftest import make_user, signed_in

pytestmark = pytest.mark.django_db

# The method of each URL, and the permission that an account needs for it besides access to the admin.
SEES, CHANGES, EXPORTS = "see", "change", "export"
ADDRESSES = {
    "inbox": ("get", SEES),
    "inbox_results": ("get", SEES),
    "shortcuts": ("get", SEES),
    "search": ("post", SEES),
    "submission": ("get", SEES),
    "presence": ("post", SEES),
    "bulk": ("post", CHANGES),
    "change_state": ("post", CHANGES),
    "assign": ("post", CHANGES),
    "add_note": ("post", CHANGES),
    "send_message": ("post", CHANGES),
    "reply_file": ("get", SEES),
    "propose_appointment": ("post", CHANGES),
    "cancel_appointment": ("post", CHANGES),
    "start_letter": ("get", CHANGES),
    "write_letter": ("post", CHANGES),
    "print_letter": ("post", CHANGES),
    "replace_code": ("post", CHANGES),
    "export_response": ("post", EXPORTS),
    "retry_delivery": ("post", CHANGES),
}
# What BODY gets from whoever may use it, where that is not the page or a redirect to it. A new code is shown in the
# response itself, because it must not be stored for another page; and nothing was proposed that could be cancelled.
RESPONSES = {
    "presence": 200,
    "replace_code": 200,
    "reply_file": 404,
    "write_letter": 200,
    "print_letter": 200,
    "export_response": 200,
    "propose_appointment": 422,
    "cancel_appointment": 409,
}
NOWHERE = uuid.UUID(int=0)


def staff_patterns() -> list[URLPattern]:
    _prefix, resolver = get_resolver().namespace_dict["intake_staff"]
    return list(resolver.url_patterns)


def address(name: str, submission_pk: uuid.UUID, delivery_pk: uuid.UUID) -> str:
    pattern = next(pattern for pattern in staff_patterns() if pattern.name == name)
    values = {"pk": submission_pk, "delivery_pk": delivery_pk, "reply_pk": NOWHERE, "appointment_pk": NOWHERE}
    return reverse(f"intake_staff:{name}", kwargs={key: values[key] for key in pattern.pattern.converters})


@pytest.fixture
def submission(receipt: Receipt) -> Submission:
    Delivery.objects.update(state=DeliveryState.DEAD)
    return receipt.submission


class Clients(dict[str, Client]):
    """A client for each kind of account, signed in on first use."""

    def __missing__(self, who: str) -> Client:
        self[who] = Client() if who == "nobody" else signed_in(make_account(who))
        return self[who]


def make_account(who: str) -> User:
    user = make_user(who, GROUPS.get(who), is_superuser=who == "dora", is_staff=who == "dora", is_active=who != "left")
    user.user_permissions.add(*map(roles.get_permission, PERMISSIONS.get(who, [])))
    return user


GROUPS = {
    "ben": roles.NURSE,
    "reader": roles.READER,
    "manager": roles.MANAGER,
    "auditor": roles.AUDITOR,
    "left": roles.MANAGER,
    "cleo": "Moderators",
    "editor": "Editors",
}
PERMISSIONS = {
    "changer": ["wagtailadmin.access_admin", access.CHANGE_PERMISSION],
    "outsider": [access.VIEW_PERMISSION, access.CHANGE_PERMISSION],
}


@pytest.fixture
def clients(db: None) -> Clients:
    return Clients()


MAY = {
    "ben": {SEES, CHANGES},
    "dora": {SEES, CHANGES, EXPORTS},
    "manager": {SEES, CHANGES, EXPORTS},
    "reader": {SEES},
    "auditor": set(),
    # May change but not view; may not enter the admin; is no longer active.
    "changer": set(),
    "outsider": set(),
    "left": set(),
    "cleo": set(),
    "editor": set(),
    "nobody": set(),
}
BODY = {"state": SubmissionState.IN_REVIEW, "revision": "0", "text": "A note", "reason": "treatment"}


def test_every_url_is_listed() -> None:
    assert {pattern.name for pattern in staff_patterns()} == set(ADDRESSES)
    assert all(address(name, uuid.uuid4(), uuid.uuid4()).startswith("/admin/intake/") for name in ADDRESSES)


@pytest.mark.parametrize("who", MAY)
def test_each_account_can_do_only_what_it_is_allowed_to(clients: Clients, submission: Submission, who: str) -> None:
    body = BODY | {"replaces": actions.get_code_id(submission)}
    client = clients[who]
    for name in ADDRESSES:
        with transaction.atomic():
            check_what_an_account_can_do(client, submission, MAY[who], name, body)
            transaction.set_rollback(True)


def check_what_an_account_can_do(
    client: Client, submission: Submission, may: set[str], name: str, body: dict[str, str]
) -> None:
    method, needs = ADDRESSES[name]
    url = address(name, submission.pk, submission.deliveries.get().pk)
    response = getattr(client, method)(url, body if method == "post" else {})
    if needs in may:
        assert response.status_code == RESPONSES.get(name, 302 if method == "post" else 200)
        assert not response.get("Location", "").endswith("/admin/")
        return
    # What was typed for a session that has ended is given back.
    assert response.status_code in {302, 401}
    assert response.get("Location", "/admin/") in {"/admin/", f"/account/login/?next={url}"}
    assert submission.reference.encode() not in response.content
    assert_untouched(submission)


def assert_untouched(submission: Submission) -> None:
    submission.refresh_from_db()
    assert (submission.state, submission.revision) == (SubmissionState.NEW, 0)
    assert not Note.objects.exists()
    assert not Message.objects.exists()
    assert not submission.wrapped_keys.filter(holder=Holder.NEW_CODE).exists()
    assert Delivery.objects.get().state == DeliveryState.DEAD
    # The refusal is recorded, and nothing else.
    done = AuditEntry.objects.exclude(action=Action.VISIT_REFUSED)
    assert [entry.action for entry in done] == ["submitted"]


@pytest.mark.parametrize("who", MAY)
def test_other_methods_change_nothing(clients: Clients, submission: Submission, who: str) -> None:
    for name, (method, _needs) in ADDRESSES.items():
        url = address(name, submission.pk, submission.deliveries.get().pk)
        for other in {"get", "post", "put", "patch", "delete"} - {method}:
            assert getattr(clients[who], other)(url).status_code in {302, 401, 405}
    assert_untouched(submission)


@pytest.mark.parametrize("who", ["cleo", "editor", "auditor", "changer", "outsider", "nobody"])
def test_refusal_does_not_reveal_whether_a_submission_exists(
    clients: Clients, submission: Submission, who: str
) -> None:
    for name, (method, _needs) in ADDRESSES.items():
        there = address(name, submission.pk, submission.deliveries.get().pk)
        elsewhere = address(name, uuid.uuid4(), uuid.uuid4())
        answers = [getattr(clients[who], method)(url, BODY) for url in (there, elsewhere)]
        assert answers[0].status_code == answers[1].status_code
        assert answers[0]["Location"].replace(there, "") == answers[1]["Location"].replace(elsewhere, "")
        assert answers[0].content == answers[1].content


@pytest.mark.parametrize("who", ["cleo", "editor"])
def test_request_by_script_is_refused(clients: Clients, submission: Submission, who: str) -> None:
    for name, (method, _needs) in ADDRESSES.items():
        url = address(name, submission.pk, submission.deliveries.get().pk)
        response = getattr(clients[who], method)(url, headers={"x-requested-with": "XMLHttpRequest"})
        assert response.status_code == 403
        assert submission.reference.encode() not in response.content
    assert_untouched(submission)


# --- Other pages of the admin ----------------------------------------------------------------------------------------


def plain_admin_addresses() -> list[str]:
    """Return every URL of the admin that takes no argument."""

    def walk(resolver: URLResolver, prefix: str) -> Iterator[str]:
        for entry in resolver.url_patterns:
            route = prefix + str(entry.pattern)
            if isinstance(entry, URLResolver):
                yield from walk(entry, route)
            elif "<" not in route and "(" not in route and "^" not in route:
                yield f"/{route}"

    admin = [entry for entry in get_resolver().url_patterns if str(entry.pattern) == "admin/"]
    return sorted(url for entry in admin for url in walk(entry, "admin/") if "logout" not in url)


def test_editor_finds_no_trace_of_a_submission_in_the_admin(clients: Clients, submission: Submission) -> None:
    opened_submission.open_submission(submission.pk, by=make_account("ben"))
    pages = [url for url in plain_admin_addresses() if url not in SAY_THE_WORD_ANYWAY]
    assert len(pages) > 50
    traces = (submission.reference, str(submission.pk), "/admin/intake/", "submission", "no longer tries")
    clients["cleo"].raise_request_exception = False  # /admin/failwhale/ is meant to fail
    found = []
    for url in pages:
        content = clients["cleo"].get(url).content.decode(errors="replace")
        # What readers say of pages is for their editors, and tells of no patient.
        content = content.replace(reverse("page_feedback"), "")
        found += [(url, trace) for trace in traces if trace in content]
    assert found == []


# The texts of Wagtail's own scripts, and a page that fails on purpose.
SAY_THE_WORD_ANYWAY = ("/admin/jsi18n/", "/admin/failwhale/")


def test_search_by_an_editor_finds_no_reference(cleo: User, submission: Submission) -> None:
    """Every page responds alike to a reference that exists and to one that does not."""
    for url in [url for url in plain_admin_addresses() if url not in SAY_THE_WORD_ANYWAY]:
        # Each request has its own browser, because messages of one page are shown on the next.
        there, elsewhere = (
            signed_in(cleo).get(url, {"q": text}).content.decode(errors="replace").replace(text, "")
            for text in (submission.reference, "XXXX-XXXX")
        )
        assert without_tokens(there) == without_tokens(elsewhere), url


def without_tokens(page: str) -> str:
    return re.sub(r"\b[A-Za-z0-9]{64}\b", "", page)


@pytest.mark.parametrize(("who", "sees"), [("ben", True), ("dora", True), ("reader", True), ("cleo", False)])
def test_menu_and_dashboard_show_submissions_to_staff_only(
    clients: Clients, submission: Submission, who: str, sees: bool
) -> None:
    content = clients[who].get("/admin/").content.decode()
    assert ('"data-clinic-badge": "1"' in content) is sees
    assert ("1 new submission" in content) is sees
    assert ("The site no longer tries" in content) is sees


def test_menu_item_is_hidden_from_anonymous_users() -> None:
    request = RequestFactory().get("/admin/")
    request.user = AnonymousUser()
    assert "submissions" not in [item.name for item in admin_menu.menu_items_for_request(request)]


def test_wagtail_does_not_index_intake_models(receipt: Receipt) -> None:
    assert [model for model in get_indexed_models() if model._meta.app_label == "intake"] == []
    assert not ReferenceIndex.objects.filter(content_type__app_label="intake").exists()
    assert not ReferenceIndex.objects.filter(to_content_type__app_label="intake").exists()


# --- Groups ----------------------------------------------------------------------------------------------------------


def list_permissions(group: Group) -> set[str]:
    held = group.permissions.select_related("content_type")
    return {f"{permission.content_type.app_label}.{permission.codename}" for permission in held}


@pytest.mark.parametrize("name", roles.ROLE_PERMISSIONS)
def test_each_role_has_its_permissions_as_soon_as_the_tables_are_there(name: str) -> None:
    assert list_permissions(Group.objects.get(name=name)) == set(roles.ROLE_PERMISSIONS[name])


def test_start_gives_roles_back_what_they_need_and_makes_none_again() -> None:
    nurse = Group.objects.get(name=roles.NURSE)
    nurse.permissions.remove(roles.get_permission(access.CHANGE_PERMISSION))
    nurse.permissions.add(roles.get_permission(access.AUDIT_PERMISSION))
    Group.objects.filter(name=roles.READER).delete()
    roles.ensure_staff_roles()
    assert list_permissions(nurse) == {*roles.ROLE_PERMISSIONS[roles.NURSE], access.AUDIT_PERMISSION}
    assert not Group.objects.filter(name=roles.READER).exists()


@pytest.mark.parametrize("group", ["Editors", "Moderators", "Author", "Editor", "Medical reviewer", "Publisher"])
def test_groups_of_editors_have_no_intake_permissions(group: str) -> None:
    ensure_all_roles()
    assert not Group.objects.get(name=group).permissions.filter(content_type__app_label="intake").exists()


def test_administrator_can_give_the_permissions_to_a_group(dora_client: Client) -> None:
    offered = {permission for hook in hooks.get_hooks("register_permissions") for permission in hook()}
    assert set(map(roles.get_permission, roles.OFFERED_PERMISSIONS)) <= offered
    page = dora_client.get(reverse("wagtailusers_groups:add")).content.decode()
    assert f'value="{roles.get_permission(access.VIEW_PERMISSION).pk}"' in page
