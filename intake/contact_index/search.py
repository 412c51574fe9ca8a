"""Finds submissions by an email address, a telephone number or a name, through their digests."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from intake.contact_index import digests, normalization
from intake.enums import ContactKind
from intake.models import ContactDigest, Submission

# More are not looked for: a single common word can find every tenth submission.
MATCH_LIMIT = 500
SAME_PERSON_LIMIT = 20
# By which kinds a person is recognised, the surest first.
IDENTIFYING_KINDS = (ContactKind.EMAIL, ContactKind.PHONE, ContactKind.FULL_NAME)


@dataclass(frozen=True)
class ContactQuery:
    """What is looked for. It holds digests alone, so it may be kept for a while where the text may not."""

    kind: ContactKind
    digests: tuple[str, ...]


def parse_query(text: str) -> ContactQuery | None:
    """Return what somebody looks for, or None if it is no email address, telephone number or name.

    Raises KeyUnavailable in a process of the public role.
    """
    if "@" in text:
        found = digests.digest_email(text)
    elif any(sign.isdecimal() for sign in text):
        found = [] if normalization.split_name(text) else digests.digest_phone(text)
    else:
        found = digests.digest_name(text)
    return ContactQuery(found[0].kind, tuple(digest.value for digest in found)) if found else None


def find_submission_ids(query: ContactQuery) -> list[uuid.UUID]:
    """Return the submissions that have each of the digests, up to MATCH_LIMIT of them."""
    rows = ContactDigest.objects.filter(kind=query.kind, digest__in=query.digests)
    found = rows.values("submission").annotate(number=Count("pk")).filter(number=len(query.digests))
    return list(found.values_list("submission", flat=True)[:MATCH_LIMIT])


@dataclass(frozen=True)
class SamePerson:
    """Another submission, perhaps of the same person: by the surest of what is the same in both."""

    submission: Submission
    kind: ContactKind

    @property
    def is_weak(self) -> bool:
        """Whether only the name is the same, which different people share."""
        return self.kind == ContactKind.FULL_NAME


def find_same_person(submission: Submission, others: QuerySet[Submission]) -> list[SamePerson]:
    """Return which of the other submissions have the same email address, telephone number or full name, newest first.

    Two queries. It opens nothing, and what is found is a hint: whoever can write to the database can copy a digest.
    """
    own = ContactDigest.objects.filter(submission=submission, kind__in=IDENTIFYING_KINDS)
    shared: dict[uuid.UUID, ContactKind] = {}
    for kind, pk in sort_by_kind(
        ContactDigest.objects.filter(kind__in=IDENTIFYING_KINDS, digest__in=own.values("digest"))
        .exclude(submission=submission)
        .values_list("kind", "submission")[:MATCH_LIMIT]
    ):
        shared.setdefault(pk, kind)
    found = others.filter(pk__in=shared).order_by("-received_at")[:SAME_PERSON_LIMIT] if shared else []
    return [SamePerson(other, shared[other.pk]) for other in found]


def sort_by_kind(rows: Iterable[tuple[str, uuid.UUID]]) -> list[tuple[ContactKind, uuid.UUID]]:
    kinds = [(ContactKind(kind), pk) for kind, pk in rows]
    return sorted(kinds, key=lambda row: IDENTIFYING_KINDS.index(row[0]))
