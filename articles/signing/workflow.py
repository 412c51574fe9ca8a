"""What the end of a workflow does to a page with medical content (WAGTAIL_FINISH_WORKFLOW_ACTION).

Wagtail imports this while its models load, so nothing here may import a model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from wagtail.workflows import publish_workflow_state

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from wagtail.models import WorkflowState


@runtime_checkable
class ClearablePage(Protocol):
    """A page that is published only if it is signed off: articles.models.medical_page.MedicalPage."""

    def is_cleared(self) -> bool: ...


def publish_reviewed_page(workflow_state: WorkflowState, user: User | None = None) -> None:
    """Publish what a workflow approved.

    A signature publishes the page, though reviewers may not publish anything else. Without one, Wagtail asks whether
    the user may publish the page, is told that nobody may, and takes back the approval.
    """
    revision = workflow_state.content_object.get_latest_revision()
    page = revision.as_object()
    if isinstance(page, ClearablePage) and page.is_cleared():
        revision.publish(user=user, skip_permission_checks=True)
    else:
        publish_workflow_state(workflow_state, user=user)
