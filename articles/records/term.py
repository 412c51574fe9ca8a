"""Words that pages explain, each defined once for the whole site."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin, RevisionMixin, TranslatableMixin
from wagtail.search import index

MAX_DEFINITION_LENGTH = 400


class GlossaryTerm(DraftStateMixin, RevisionMixin, TranslatableMixin, index.Indexed, models.Model):
    """A word and what it means, in one language. Pages show what is published.

    The definition is plain text without citations: a word is explained, nothing is claimed (ADR 34).
    """

    term = models.CharField(_("term"), max_length=80)
    other_forms = models.CharField(
        _("other forms"),
        max_length=200,
        blank=True,
        help_text=_("Abbreviations and other words for it, separated by commas. The search finds the term by them."),
    )
    definition = models.TextField(
        _("definition"),
        max_length=MAX_DEFINITION_LENGTH,
        help_text=_(
            "One or two plain sentences that say what the word means. What needs a source goes into an article."
        ),
    )

    search_fields = [
        index.SearchField("term", boost=2),
        index.AutocompleteField("term"),
        index.AutocompleteField("other_forms"),
        index.SearchField("definition"),
        index.FilterField("live"),
        index.FilterField("locale"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")
        ordering = ["term", "pk"]

    def __str__(self) -> str:
        return self.term

    @property
    def anchor(self) -> str:
        """The name by which links lead to the definition, on every page that has it. It never changes."""
        return f"term-{self.pk}"

    @property
    def forms(self) -> list[str]:
        """The other forms, one by one."""
        return [form for part in self.other_forms.split(",") if (form := part.strip())]

    def describe_for_readers(self, _works: object = None) -> list[str]:
        """Return what readers see of it, for the content that a sign-off is bound to."""
        return [self.term, self.definition]
