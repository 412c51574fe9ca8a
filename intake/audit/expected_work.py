"""Works out how staff have divided the work on a submission, from the audit entries about it.

That is whose case it is, whom its notes name, and who was told of it while it was urgent. Like the state these stand in
columns that somebody could change outside the site.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from django.contrib.auth.models import User

from intake.enums import Action, OutsideChange, UrgentStep
from intake.models import AuditEntry, Submission, UrgentCase

OPENED, DONE = "opened", "done"


@dataclass
class ExpectedCase:
    """How far an urgent case has come. Without a step, nobody was told of it."""

    step: str = ""
    stepped_at: datetime | None = None
    opened_at: datetime | None = None
    # Whoever opened it first.
    opener: str = ""
    # Whoever took it over, was given it, or wrote what was done, the last of them; None is nobody, or not known.
    owner: str | None = None
    done_at: datetime | None = None

    def apply_entry(self, entry: AuditEntry) -> None:
        detail = entry.detail
        if entry.action == Action.ESCALATED and detail.get("step") in UrgentStep.values:
            self.step, self.stepped_at, self.done_at = detail["step"], entry.at, None
        elif entry.action == Action.OPENED and not self.opened_at:
            self.opened_at, self.opener = entry.at, entry.actor_id
        elif entry.action == Action.URGENT_TAKEN:
            self.owner = detail.get("to_id", None if "to" in detail else entry.actor_id)
        elif entry.action == Action.URGENT_DONE:
            self.done_at = entry.at
            self.owner = entry.actor_id if entry.actor_id.isdigit() else self.owner
        elif entry.action == Action.ADOPTED and "case" in detail:
            step, *marks = detail["case"].split() or [""]
            self.step, self.stepped_at, self.owner = step, entry.at, None
            self.opened_at = entry.at if OPENED in marks else None
            self.done_at = entry.at if DONE in marks else None
            self.opener = ""

    def agrees_with(self, case: UrgentCase | None) -> bool:
        """Return whether a row says no more than the entries. That somebody opened it, the row says a little later."""
        if case is None:
            return not self.step
        if (
            case.step != self.step
            or bool(case.done_at) != bool(self.done_at)
            or (case.opened_at and not self.opened_at)
        ):
            return False
        owner = self.owner or self.opener
        return not (case.owner_id and owner) or str(case.owner_id) == owner


@dataclass
class ExpectedWork:
    """Whose case it is (None: not known), whom notes name, and of those who have not opened it since."""

    assignee: str | None = None
    named: set[str] = field(default_factory=set)
    unseen: set[str] = field(default_factory=set)
    knows_named: bool = False
    case: ExpectedCase = field(default_factory=ExpectedCase)

    @classmethod
    def of_new(cls) -> Self:
        """Return what is expected of a submission that was just sent."""
        return cls(assignee="", knows_named=True)

    def apply_entry(self, entry: AuditEntry) -> None:
        detail = entry.detail
        if entry.action == Action.ADOPTED:
            self.assignee = detail.get("assignee")
            self.knows_named = "named" in detail
            self.named, self.unseen = (set(detail.get(name, "").split()) for name in ("named", "unseen"))
        elif entry.action == Action.ASSIGNED:
            self.assignee = detail.get("to_id")
        elif entry.action in {Action.NOTE_ADDED, Action.MENTIONED}:
            # Older notes do not say whom they name.
            self.knows_named &= "named" in detail
            names = detail.get("named", "").split()
            self.named.update(names)
            self.unseen.update(names)
        elif entry.action == Action.OPENED:
            self.unseen.discard(entry.actor_id)
        self.case.apply_entry(entry)

    def has_expected_assignee(self, submission: Submission) -> bool:
        found = str(submission.assignee_id or "")
        return self.assignee is None or found == self.assignee or (not found and not has_accounts({self.assignee}))

    def has_expected_mentions(self, submission: Submission) -> bool:
        if not self.knows_named:
            return True
        seen = {str(mention.user_id): mention.is_seen for mention in submission.mentions.all()}
        missing = self.named - seen.keys()
        was_hidden = any(seen.get(name) for name in self.unseen)
        return not was_hidden and seen.keys() <= self.named and not (missing and has_accounts(missing))

    def find_changes(self, submission: Submission) -> set[OutsideChange]:
        """Return what was changed of what the inbox does not show. Whose case it is, `compare_columns` compares."""
        changes = set() if self.has_expected_mentions(submission) else {OutsideChange.MENTIONS}
        is_as_told = self.case.agrees_with(getattr(submission, "urgent_case", None))
        return changes if is_as_told else changes | {OutsideChange.CASE}


def has_accounts(pks: set[str]) -> bool:
    """Return whether any of these accounts is still there: with one go its mentions, and its name on a case."""
    return User.objects.filter(pk__in=[pk for pk in pks if pk.isdigit()]).exists()


def describe_work(submission: Submission) -> dict[str, str]:
    """Return how the work stands, for an entry that accepts it."""
    case = getattr(submission, "urgent_case", None)
    mentions = list(submission.mentions.all())
    marks = [case.step, OPENED if case.opened_at else "", DONE if case.done_at else ""] if case else []
    return {
        "assignee": str(submission.assignee_id or ""),
        "named": " ".join(sorted(str(mention.user_id) for mention in mentions)),
        "unseen": " ".join(sorted(str(mention.user_id) for mention in mentions if not mention.is_seen)),
        "case": " ".join(filter(None, marks)),
    }


def describe_account(to: User | None) -> dict[str, str]:
    """Return to whom something was given, for an audit entry: by name for readers, and by id, as names change."""
    return {"to": to.get_username(), "to_id": str(to.pk)} if to else {"to": "", "to_id": ""}
