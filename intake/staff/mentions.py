"""Colleagues whom a note names, as in "@nora": they find the submission in a view of the inbox until they open it."""

import re

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import timezone

from intake.models import Mention, Submission
from intake.staff.assignment import list_colleagues

# A username may have any of these characters, so a full stop at its end may be the sentence's.
MENTION = re.compile(r"(?<![\w@.+-])@([\w.@+-]+)")
SENTENCE_END = ".,-+"


def find_mentioned(text: str) -> tuple[list[User], list[str]]:
    """Return the colleagues whom a text names, and the names that are nobody's."""
    names = list(dict.fromkeys(match.lower() for match in MENTION.findall(text)))
    if not names:
        return [], []
    by_name = {user.get_username().lower(): user for user in list_colleagues()}
    found, unknown = [], []
    for name in names:
        user = by_name.get(name) or by_name.get(name.rstrip(SENTENCE_END))
        if user:
            found.append(user)
        else:
            unknown.append(name)
    return found, unknown


def save_mentions(submission: Submission, users: list[User]) -> None:
    """Let colleagues find a submission, in the caller's transaction."""
    now = timezone.now()
    Mention.objects.bulk_create(
        [Mention(submission=submission, user=user, mentioned_at=now, is_seen=False) for user in users],
        update_conflicts=True,
        unique_fields=["submission", "user"],
        update_fields=["mentioned_at", "is_seen"],
    )


def mark_seen(submission: Submission, user: User) -> bool:
    """Note that somebody has opened a submission whose notes name them. Return whether they had not since.

    The caller records the opening in the same transaction: what is seen without an entry was changed outside the site.
    """
    return bool(Mention.objects.filter(submission=submission, user=user, is_seen=False).update(is_seen=True))


def match_mentions_of(user: User) -> Q:
    """Return the condition for submissions whose notes name somebody who has not opened them since."""
    unseen = Mention.objects.filter(user=user, is_seen=False)
    return Q(pk__in=unseen.values("submission"), erased_at=None)
