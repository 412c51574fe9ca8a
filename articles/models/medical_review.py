"""The step of a workflow in which a medical reviewer signs a page, or sends it back."""

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.locks import WorkflowLock
from wagtail.models import Page, Task, TaskState

REVIEWER_GROUP = "Medical reviewer"


def is_medical_reviewer(user: User) -> bool:
    """Return whether the user is in the group. A superuser who is not may do everything but sign."""
    return bool(user.is_active) and user.groups.filter(name=REVIEWER_GROUP).exists()


class MedicalReviewLock(WorkflowLock):
    """Keeps the text as it is while a reviewer reads it: nobody signs a text that changes meanwhile."""

    def get_message(self, user: User) -> str:
        return gettext(
            "This page is in medical review. Nobody can change it until it is signed or sent back. Whoever sent it to"
            " review can cancel that."
        )

    def get_description(self, user: User, *args: object) -> str:
        return gettext("Nobody can change the page until it is signed or sent back")


class MedicalReviewTask(Task):
    """A task that medical reviewers do, and nobody else: an administrator who is none cannot either."""

    lock_class = MedicalReviewLock

    class Meta:
        verbose_name = _("medical review")
        verbose_name_plural = _("medical reviews")

    def user_can_access_editor(self, obj: Page, user: User) -> bool:
        return is_medical_reviewer(user)

    def locked_for_user(self, obj: Page, user: User) -> bool:
        return True

    def get_actions(self, obj: Page, user: User) -> list[tuple[str, str | Promise, bool]]:
        """Offer to send the page back. It is signed on a page of its own, which shows what changed."""
        return [("reject", _("Request changes"), True)] if is_medical_reviewer(user) else []

    def get_task_states_user_can_moderate(self, user: User, **kwargs: object) -> QuerySet[TaskState]:
        if is_medical_reviewer(user):
            return self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        return TaskState.objects.none()

    @classmethod
    def get_description(cls) -> str | Promise:
        return _("A medical reviewer signs the page, or sends it back. It is locked meanwhile.")
