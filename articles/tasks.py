"""The background tasks. None of them takes arguments: the broker carries no data."""

from celery import shared_task

from articles.signing import reminders


@shared_task
def remind_of_reviews() -> None:
    """Tell the people behind pages that a medical review is due. Beat runs it every morning."""
    reminders.send_reminders()
