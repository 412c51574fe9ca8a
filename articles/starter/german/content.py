"""All pages in German."""

from articles.starter.content import SiteContent
from articles.starter.german.about import ABOUT, ACCESSIBILITY
from articles.starter.german.clinic import BEING_A_PATIENT, CONTACT, IMPRINT
from articles.starter.german.faq import FAQ
from articles.starter.german.home import ARTICLE_LIST, HOME
from articles.starter.german.how_pages_are_made import HOW_PAGES_ARE_MADE, PEOPLE
from articles.starter.german.privacy import PRIVACY

CONTENT = SiteContent(
    language="de",
    home=HOME,
    article_list=ARTICLE_LIST,
    articles=(),
    faq=FAQ,
    people=PEOPLE,
    pages=(ABOUT, BEING_A_PATIENT, CONTACT, HOW_PAGES_ARE_MADE, PRIVACY, ACCESSIBILITY, IMPRINT),
)
