"""Tells medical reviewers by Wagtail's own email that a page waits for them."""

from django.contrib.auth.models import User
from django.db.models import QuerySet
from wagtail.admin.mail import GroupApprovalTaskStateSubmissionEmailNotifier
from wagtail.models import TaskState
from wagtail.signals import task_submitted

from articles.models import MedicalReviewTask
from articles.models.medical_review import REVIEWER_GROUP


class MedicalReviewNotifier(GroupApprovalTaskStateSubmissionEmailNotifier):
    """Wagtail writes to the groups of its own kind of task. Users can turn these emails off in their account."""

    def can_handle(self, instance: TaskState, **kwargs: object) -> bool:
        return isinstance(instance, TaskState) and isinstance(instance.task.specific, MedicalReviewTask)

    def get_recipient_users(self, task_state: TaskState, **kwargs: object) -> QuerySet[User]:
        """Return the reviewers, without whoever submitted the page and so edited it last."""
        reviewers = User.objects.filter(groups__name=REVIEWER_GROUP, is_active=True)
        submitter = kwargs.get("user")
        return reviewers.exclude(pk=submitter.pk) if isinstance(submitter, User) else reviewers


medical_review_notifier = MedicalReviewNotifier()


def connect_notifier() -> None:
    task_submitted.connect(medical_review_notifier, sender=TaskState, dispatch_uid="medical_review_submitted")
