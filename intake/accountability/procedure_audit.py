"""Records in the audit who changed how submissions are handled: who is told, who is on duty, what is kept how long.

Wagtail keeps a history of its own of what its admin saves. Whoever can write to the database can change that unseen, so
each of its entries on one of these models makes one in the audit, in the same transaction. It has none of what is
deleted together with others, so of deletions the models' own signals tell.
"""

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.log_actions import get_active_log_context
from wagtail.models import ModelLogEntry

from intake.audit import chain
from intake.enums import Action
from intake.models import (
    DutyException,
    DutyShift,
    Holiday,
    LetterTemplate,
    MessageTemplate,
    Questionnaire,
    Receiver,
    RetentionRule,
    RoutingRule,
    ServiceLevel,
    StateMove,
)

PROCEDURES = (
    DutyException,
    DutyShift,
    Holiday,
    LetterTemplate,
    MessageTemplate,
    Receiver,
    RetentionRule,
    RoutingRule,
    ServiceLevel,
    StateMove,
)
# What is drafted asks nobody anything yet.
PUBLICATIONS = ("wagtail.publish", "wagtail.unpublish", "intake.make_default")


@receiver(post_save, sender=ModelLogEntry)
def record_procedure(instance: ModelLogEntry, created: bool, **_kwargs: object) -> None:
    """Record the change of a procedure that somebody made in the admin."""
    model = instance.content_type.model_class() if created and instance.content_type else None
    if model in PROCEDURES:
        is_recorded = instance.action != "wagtail.delete"
    else:
        is_recorded = model is Questionnaire and instance.action in PUBLICATIONS
    if model and is_recorded:
        record_change(instance.user, model, instance.object_id, what=instance.action.partition(".")[2])


def record_deletion(instance: Model, **_kwargs: object) -> None:
    """Record that somebody deleted a procedure or a questionnaire in the admin, alone or with others."""
    record_change(get_active_log_context().user, type(instance), instance.pk, what="delete")


for procedure in (*PROCEDURES, Questionnaire):
    post_delete.connect(record_deletion, sender=procedure)


def record_change(by: object, model: type[Model], pk: object, *, what: str) -> None:
    """Record a change if somebody is known to have made it: what a command does is not recorded."""
    if isinstance(by, User):
        with transaction.atomic():
            detail = {"what": what, "model": model._meta.model_name or "", "id": str(pk)}
            chain.record_action(Action.PROCEDURE_CHANGED, None, by=by, **detail)
