"""Questions with their answers, and the way to the questionnaire."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

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
