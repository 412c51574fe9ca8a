from articles.models.article import ArticlePage
from articles.models.article_list import ArticleIndexPage
from articles.models.claim_dismissal import ClaimDismissal
from articles.models.clinic import ClinicSettings, ClinicText
from articles.models.corrections import Correction
from articles.models.glossary import GlossaryPage
from articles.models.home import HomePage
from articles.models.medical_review import MedicalReviewTask
from articles.models.pages import FaqPage, InformationPage
from articles.models.people import ArticleAuthor, PeopleIndexPage, PersonPage
from articles.models.review_settings import ReviewReminder, ReviewSettings
from articles.models.search_index import SearchEntry, SearchWord, SpellingKey
from articles.models.sign_off import MinorChange, PublicationReason, SignOff
from articles.records.faq import FaqEntry
from articles.records.term import GlossaryTerm
from articles.records.topic import Topic

__all__ = [
    "ArticleAuthor",
    "ArticleIndexPage",
    "ArticlePage",
    "ClaimDismissal",
    "ClinicSettings",
    "ClinicText",
    "Correction",
    "FaqEntry",
    "FaqPage",
    "GlossaryPage",
    "GlossaryTerm",
    "HomePage",
    "InformationPage",
    "MedicalReviewTask",
    "MinorChange",
    "PeopleIndexPage",
    "PersonPage",
    "PublicationReason",
    "ReviewReminder",
    "ReviewSettings",
    "SearchEntry",
    "SearchWord",
    "SignOff",
    "SpellingKey",
    "Topic",
]
