"""Refuses to delete a work that is cited."""

from django.db.models import ProtectedError
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext

from references.citations.usage import find_usages
from references.models import Reference


@receiver(pre_delete, sender=Reference)
def refuse_deleting_cited_work(instance: Reference, **kwargs: object) -> None:
    """Raise ProtectedError with the citing objects if the work is cited, in whichever way it is deleted."""
    if citing := find_usages(instance):
        message = gettext("%(work)s is cited, so it cannot be deleted. Remove the citations first.") % {
            "work": instance
        }
        raise ProtectedError(message, {usage.citing_object for usage in citing})
