"""Questions with their answers, and the way to the questionnaire."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from articles.blocks.text import ANSWER_FEATURES


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=200)
    answer = blocks.RichTextBlock(label=_("Answer"), features=ANSWER_FEATURES)
    is_clinic_view = blocks.BooleanBlock(
        label=_("The clinic's own view"),
        required=False,
        help_text=_("Tick this if the answer goes beyond what the cited works show. Readers will see it."),
    )

    class Meta:
        icon = "help"
        label = _("Question")
        label_format = "{question}"


class QuestionsBlock(blocks.StructBlock):
    BLOCK_NAME = "questions"
    is_contents_entry = True

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)
    questions = blocks.ListBlock(QuestionBlock(), label=_("Questions"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("Questions and answers")
        label_format = "{heading}"
        template = "blocks/questions.html"
        description = _("Questions that readers open one by one to see the answers.")
        preview_value = {
            "heading": _("Frequently asked questions"),
            "questions": [
                {"question": _("Is the pain real?"), "answer": "<p>Yes.</p>", "is_clinic_view": False},
            ],
        }


class SharedQuestionsBlock(blocks.StructBlock):
    """Shows questions that are written once for the whole site: those chosen, or all of a topic.

    `articles.rendering.shared_questions` puts an ordinary block of questions in its place before anything is rendered.
    """

    BLOCK_NAME = "faq"

    heading = blocks.CharBlock(
        label=_("Heading"), required=False, max_length=120, help_text=_("Left empty, the name of the topic.")
    )
    topic = SnippetChooserBlock(
        "articles.Topic",
        label=_("Topic"),
        required=False,
        help_text=_("Shows every published question of the topic, also those that are added later."),
    )
    entries = blocks.ListBlock(
        SnippetChooserBlock("articles.FaqEntry"),
        label=_("Questions"),
        default=[],
        help_text=_("If you choose questions, these alone are shown, in this order."),
    )

    class Meta:
        icon = "help"
        label = _("Shared questions")
        label_format = "{heading} {topic}"
        template = "blocks/shared_questions.html"
        description = _("Questions from the site's list. A change of one is seen on every page that shows it.")

    def get_preview_value(self) -> blocks.StructValue:
        """Return a block with a question that stands nowhere, because a preview must not depend on the site's list."""
        entries = self.child_blocks["entries"]
        entry = entries.child_block.model_class(question=gettext("Is the pain real?"), answer="<p>Yes.</p>")
        chosen = blocks.list_block.ListValue(entries, values=[entry])
        parts = {"heading": gettext("Frequently asked questions"), "topic": None, "entries": chosen}
        return self.meta.value_class(self, parts)

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        if not self.is_deferred_validation and not (cleaned["topic"] or cleaned["entries"]):
            message = _("Choose a topic, or the questions to show.")
            raise blocks.StructBlockValidationError({"topic": ValidationError(message)})
        return cleaned

    def extract_references(self, value: blocks.StructValue) -> Iterator[tuple[type[Model], str, str, str]]:
        """Yield what was chosen, and all that the topic shows: Wagtail's index then knows every page of a question."""
        yield from super().extract_references(value)
        topic = value.get("topic")
        if topic and not value.get("entries"):
            for entry in topic.faq_entries.filter(live=True):
                yield type(entry), str(entry.pk), "topic", f"topic.{entry.pk}"


class CallToActionBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), required=False)
    button = blocks.CharBlock(label=_("Button text"), max_length=40)

    class Meta:
        icon = "link-external"
        label = _("Call to action")
        label_format = "{heading}"
        template = "blocks/call_to_action.html"
        description = _("Asks readers to check whether the clinic can help, with a link to the questionnaire.")
        preview_value = {
            "heading": _("Ready to see if this applies to your situation?"),
            "text": "",
            "button": _("Check eligibility"),
        }
