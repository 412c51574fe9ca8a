"""The bodies of our pages: which blocks each kind of page may hold."""

from wagtail import blocks

from articles.blocks.charts import ChartBlock
from articles.blocks.clinic_details import ClinicDetailsBlock
from articles.blocks.figures import LoopDiagramBlock, TableBlock
from articles.blocks.media import MediaBlock
from articles.blocks.pictures import PictureBlock
from articles.blocks.questions import CallToActionBlock, QuestionsBlock, SharedQuestionsBlock
from articles.blocks.related_articles import RelatedArticlesBlock
from articles.blocks.steps import StepsBlock
from articles.blocks.summaries import InShortBlock
from articles.blocks.terms import TermBlock
from articles.blocks.text import HeadingBlock, KeyInsightBlock, ProseBlock, QuoteBlock
from articles.blocks.urgent_help import GetHelpBlock


class ArticleBody(blocks.StreamBlock):
    in_short = InShortBlock()
    heading = HeadingBlock()
    prose = ProseBlock()
    get_help = GetHelpBlock()
    key_insight = KeyInsightBlock()
    loop_diagram = LoopDiagramBlock()
    picture = PictureBlock()
    table = TableBlock()
    chart = ChartBlock()
    media = MediaBlock()
    steps = StepsBlock()
    quote = QuoteBlock()
    term = TermBlock()
    questions = QuestionsBlock()
    faq = SharedQuestionsBlock()
    related_articles = RelatedArticlesBlock()
    call_to_action = CallToActionBlock()

    class Meta:
        block_counts = {"in_short": {"max_num": 1}, "related_articles": {"max_num": 1}}


class HomeBody(blocks.StreamBlock):
    heading = HeadingBlock()
    prose = ProseBlock()
    key_insight = KeyInsightBlock()
    picture = PictureBlock()
    quote = QuoteBlock()
    call_to_action = CallToActionBlock()


class FaqBody(blocks.StreamBlock):
    prose = ProseBlock()
    get_help = GetHelpBlock()
    term = TermBlock()
    questions = QuestionsBlock()
    faq = SharedQuestionsBlock()
    call_to_action = CallToActionBlock()


class InformationBody(blocks.StreamBlock):
    heading = HeadingBlock()
    prose = ProseBlock()
    get_help = GetHelpBlock()
    clinic_details = ClinicDetailsBlock()
    picture = PictureBlock()
    table = TableBlock()
    media = MediaBlock()
    term = TermBlock()
    steps = StepsBlock()
    questions = QuestionsBlock()
    faq = SharedQuestionsBlock()
    call_to_action = CallToActionBlock()
