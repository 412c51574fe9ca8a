from articles.models.article import ArticleIndexPage, ArticlePage
from articles.models.clinic import ClinicSettings
from articles.models.home import HomePage
from articles.models.pages import FaqPage, InformationPage

__all__ = ["ArticleIndexPage", "ArticlePage", "ClinicSettings", "FaqPage", "HomePage", "InformationPage"]
