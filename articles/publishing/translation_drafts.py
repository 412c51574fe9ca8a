"""Makes drafts of translations without a change of what readers see.

wagtail-localize writes a translation into the row of its page before it makes a revision of it. Where the page is
published already, readers would see at once what nobody has published, or signed.
"""

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from wagtail.coreutils import find_available_slug
from wagtail.models import Page, Revision
from wagtail_localize.models import Translation, TranslationLog

Editor = AbstractUser | AnonymousUser


@transaction.atomic
def save_draft(translation: Translation, user: Editor) -> Revision:
    """Save the original with the words translated so far as a revision of the translated page, which must exist.

    Raises ValidationError if the words do not make a page.
    """
    draft: Page = translation.source.get_ephemeral_translated_instance(translation.target_locale, fallback=True)
    draft.slug = find_available_slug(draft.get_parent(), slugify(draft.slug), ignore_page_id=draft.pk)
    revision: Revision = draft.save_revision(user=user)
    TranslationLog.objects.create(source=translation.source, locale=translation.target_locale, revision=revision)
    return revision


@transaction.atomic
def publish_draft(translation: Translation, revision: Revision, user: Editor) -> None:
    """Publish such a draft, as private as its original. Raises PermissionDenied if the user may not publish it."""
    translation.source.update_target_view_restrictions(translation.target_locale)
    revision.publish(user=user)


@transaction.atomic
def mark_wrong_words(translation: Translation, user: Editor) -> None:
    """Mark the words that cannot be saved, for the editor of the translation to show. Save nothing else."""
    try:
        translation.save_target(user=user, publish=False)
    except ValidationError:
        return  # It has marked them.
    transaction.set_rollback(True)
