"""Reminds the people behind a page that its review is due, every week until it is done."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from wagtail.admin.utils import get_user_display_name

from articles.models import ReviewReminder, ReviewSettings
from articles.signing.due import PageReview, list_reviews
from articles.signing.gate import GIVE_REASON_PERMISSION, REPORT_PATH, SIGN_PATH

# A little less than a week, so that a run that is late once does not make the next one skip a day.
REMIND_AFTER = timedelta(days=6, hours=12)
PERMISSION_BACKEND = "django.contrib.auth.backends.ModelBackend"

logger = logging.getLogger(__name__)


def send_reminders() -> None:
    """Send one email to each person whose pages are due and who was not told of them this week.

    What could not be sent is sent by the next run.
    """
    letters: defaultdict[User, list[PageReview]] = defaultdict(list)
    for review in claim_reviews():
        for user in find_people(review):
            letters[user].append(review)
    for user, reviews in letters.items():
        try:
            build_reminder(user, reviews).send()
        except OSError as error:
            logger.warning("A reminder of reviews could not be sent (%s)", type(error).__name__)
            ReviewReminder.objects.filter(page__in=[review.page.pk for review in reviews]).delete()


@transaction.atomic
def claim_reviews() -> list[PageReview]:
    """Return the reviews that are due and to be told of now, marked as told: a second run would not find them.

    The marks of pages that are no longer due are deleted, so that they are told of at once when they are due again.
    """
    due = {review.page.pk: review for review in list_reviews() if review.status.is_due}
    ReviewReminder.objects.exclude(page__in=due).delete()
    now = timezone.now()
    told = set(
        ReviewReminder.objects.select_for_update().filter(sent_at__gt=now - REMIND_AFTER).values_list("page", flat=True)
    )
    claimed = [review for pk, review in due.items() if pk not in told]
    ReviewReminder.objects.bulk_create(
        [ReviewReminder(page_id=review.page.pk, sent_at=now) for review in claimed],
        update_conflicts=True,
        unique_fields=["page"],
        update_fields=["sent_at"],
    )
    return claimed


def find_people(review: PageReview) -> set[User]:
    """Return the owner of a page and a second person: that of the settings, or who signed the page last.

    If there is nobody, the publishers are told.
    """
    reviewer = review.sign_off.signed_by if review.sign_off else None
    second = ReviewSettings.load().second_reader or reviewer
    return keep_reachable([review.page.owner, second]) or keep_reachable(find_publishers())


def keep_reachable(users: Iterable[User | None]) -> set[User]:
    return {user for user in users if user and user.is_active and user.email}


def find_publishers() -> Iterable[User]:
    return User.objects.with_perm(GIVE_REASON_PERMISSION, backend=PERMISSION_BACKEND, include_superusers=False)


def build_reminder(user: User, reviews: list[PageReview]) -> EmailMultiAlternatives:
    """Return the email to one person, with all their pages."""
    admin = f"{settings.WAGTAILADMIN_BASE_URL}{settings.ADMIN_PREFIX}"
    context = {
        "name": get_user_display_name(user),
        "clinic": settings.WAGTAIL_SITE_NAME,
        "report_url": f"{admin}{REPORT_PATH}",
        "reviews": [(review, f"{admin}{SIGN_PATH.format(review.page.pk)}") for review in reviews],
        "count": len(reviews),
    }
    with translation.override(settings.LANGUAGE_CODE):
        subject, text, html = (
            render_to_string(f"emails/staff-reviews-due-{part}", context)
            for part in ("subject.txt", "body-text.txt", "body-html.html")
        )
    email = EmailMultiAlternatives(" ".join(subject.split()), text, to=[user.email])
    email.attach_alternative(html, "text/html")
    return email
