"""The bodies of our pages: which blocks each kind of page may hold."""

from wagtail import blocks

from articles.blocks.clinic_details import ClinicDetailsBlock
from articles.blocks.figures import LoopDiagramBlock, PictureBlock, TableBlock
from articles.blocks.questions import CallToActionBlock, QuestionsBlock, SharedQuestionsBlock
from articles.blocks.text import HeadingBlock, KeyInsightBlock, ProseBlock, QuoteBlock


class ArticleBody(blocks.StreamBlock):
    heading = HeadingBlock()
    prose = ProseBlock()
    key_insight = KeyInsightBlock()
    loop_diagram = LoopDiagramBlock()
    picture = PictureBlock()
    table = TableBlock()
    quote = QuoteBlock()
    questions = QuestionsBlock()
    faq = SharedQuestionsBlock()
    call_to_action = CallToActionBlock()


class HomeBody(blocks.StreamBlock):
    heading = HeadingBlock()
    prose = ProseBlock()
    key_insight = KeyInsightBlock()
    picture = PictureBlock()
    quote = QuoteBlock()
    call_to_action = CallToActionBlock()


class FaqBody(blocks.StreamBlock):
    prose = ProseBlock()
    questions = QuestionsBlock()
    faq = SharedQuestionsBlock()
    call_to_action = CallToActionBlock()


class InformationBody(blocks.StreamBlock):
    heading = HeadingBlock()
    prose = ProseBlock()
    clinic_details = ClinicDetailsBlock()
    picture = PictureBlock()
    table = TableBlock()
    questions = QuestionsBlock()
    faq = SharedQuestionsBlock()
    call_to_action = CallToActionBlock()
