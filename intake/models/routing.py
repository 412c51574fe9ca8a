"""The rules by which submissions are sent to receivers."""

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable, PreviewableMixin

from intake.enums import SuggestedOutcome, Urgency


class RoutingRule(PreviewableMixin, Orderable, ClusterableModel):
    """Who is told of which submissions. The first rule that matches decides; an empty condition matches all."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    questionnaire = models.SlugField(_("questionnaire"), blank=True)
    outcome = models.CharField(_("suggested outcome"), max_length=30, choices=SuggestedOutcome, blank=True)
    urgency = models.CharField(_("urgency"), max_length=10, choices=Urgency, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, blank=True)
    receivers = ParentalManyToManyField(
        "Receiver", blank=True, related_name="rules", verbose_name=_("receivers"), help_text=_("Who is told.")
    )
    tells_mailbox = models.BooleanField(
        _("the clinic’s mailbox too"),
        default=True,
        help_text=_("The mailbox that is told of every submission that no rule matches."),
    )

    # It refers to nothing that an editor could delete.
    wagtail_reference_index_ignore = True

    class Meta(Orderable.Meta):
        verbose_name = _("routing rule")
        verbose_name_plural = _("routing rules")

    def __str__(self) -> str:
        return self.name

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "intake/staff/deliveries/routing_preview.html"
