"""Questions with their answers, each written once and shown on many pages."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, Orderable, RevisionMixin, TranslatableMixin
from wagtail.search import index

from articles.blocks.text import ANSWER_FEATURES
from articles.records.topic import Topic


class FaqEntry(DraftStateMixin, RevisionMixin, TranslatableMixin, index.Indexed, Orderable):
    """A question and its answer, in one language.

    Pages show what is published. Within its topic an entry stands where editors dragged it to.
    """

    question = models.CharField(_("question"), max_length=200)
    answer = RichTextField(_("answer"), features=ANSWER_FEATURES)
    # A topic in use cannot be deleted: its questions would vanish from the pages that show the topic.
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="faq_entries", verbose_name=_("topic"))
    is_clinic_view = models.BooleanField(
        _("the clinic's own view"),
        default=False,
        help_text=_("Tick this if the answer goes beyond what the cited works show. Readers will see it."),
    )

    search_fields = [
        index.SearchField("question", boost=2),
        index.AutocompleteField("question"),
        index.SearchField("answer"),
        index.FilterField("live"),
        index.FilterField("locale"),
        index.FilterField("topic"),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("shared question")
        verbose_name_plural = _("shared questions")
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return self.question

    @property
    def anchor(self) -> str:
        """The name by which links lead to the entry, on every page that shows it. It never changes."""
        return f"question-{self.pk}"

    def with_content_json(self, content: dict[str, object]) -> "FaqEntry":
        """Return the entry as a revision has it, but in its present place: order is not part of a draft.

        A topic that was deleted since counts as not changed by the draft, which could not be opened otherwise.
        """
        if not Topic.objects.filter(pk=content["topic"]).exists():
            content = {**content, "topic": self.topic_id}
        entry: FaqEntry = super().with_content_json(content)
        entry.sort_order = self.sort_order
        return entry
