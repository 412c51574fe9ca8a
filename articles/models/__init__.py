from articles.models.article import ArticleIndexPage, ArticlePage
from articles.models.clinic import ClinicSettings
from articles.models.home import HomePage
from articles.models.pages import FaqPage, InformationPage
from articles.models.people import ArticleAuthor, PeopleIndexPage, PersonPage

__all__ = [
    "ArticleAuthor",
    "ArticleIndexPage",
    "ArticlePage",
    "ClinicSettings",
    "FaqPage",
    "HomePage",
    "InformationPage",
    "PeopleIndexPage",
    "PersonPage",
]
