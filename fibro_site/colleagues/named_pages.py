"""Which pages carry the name of a colleague who leaves, and to whom that passes."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import OuterRef, QuerySet, Subquery
from wagtail.log_actions import log
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from articles.models import PersonPage, SignOff
from articles.models.review_settings import ReviewSettings


@dataclass(frozen=True)
class NamedPages:
    """Rows that are read when they are needed. What somebody wrote keeps its author."""

    people: QuerySet[PersonPage]
    owned: QuerySet[Page]
    locked: QuerySet[Page]
    # Whose newest signature is this account's.
    signed: QuerySet[Page]
    # Whether reminders of reviews that are due go to this account, beside the owner of each page.
    is_reminded: bool

    def are_there(self) -> bool:
        pages = (self.people, self.owned, self.locked, self.signed)
        return self.is_reminded or any(some.exists() for some in pages)


def list_named_pages(account: User) -> NamedPages:
    newest = SignOff.objects.filter(page=OuterRef("pk")).order_by("-signed_at", "-pk")
    signers = Page.objects.annotate(signer=Subquery(newest.values("signed_by")[:1]))
    return NamedPages(
        PersonPage.objects.filter(account=account, alias_of=None),
        Page.objects.filter(owner=account),
        Page.objects.filter(locked=True, locked_by=account),
        signers.filter(signer=account, live=True),
        ReviewSettings.load().second_reader_id == account.pk,
    )


def list_page_keepers() -> QuerySet[User]:
    """Return the active accounts that may write or change pages, by name."""
    editors = PagePermissionPolicy().users_with_any_permission({"add", "change"})
    return editors.filter(is_active=True).order_by("last_name", "first_name", "username")


def hand_over_pages(account: User, to: User | None, *, by: User) -> dict[str, int]:
    """Give the pages to another owner, and take the locks off; return how many of each there were.

    Without `to` the pages keep their owner: publishers are reminded of their reviews, because nobody else can be.
    Signatures stay, each until its day, and so do the people of the site: what a page says is for editors to change.
    """
    named = list_named_pages(account)
    locked = list(named.locked)
    Page.objects.filter(pk__in=[page.pk for page in locked]).update(locked=False, locked_by=None, locked_at=None)
    for page in locked:
        log(page.specific_deferred, "wagtail.unlock", user=by)
    number = named.owned.count()
    if to:
        named.owned.update(owner=to)
    if named.is_reminded:
        ReviewSettings.objects.filter(second_reader=account).update(second_reader=to)
    return {"pages": number, "locks": len(locked)}
