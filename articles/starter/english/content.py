"""All pages in English."""

from articles.starter.content import SiteContent
from articles.starter.english.about import ABOUT, ACCESSIBILITY
from articles.starter.english.clinic import BEING_A_PATIENT, CONTACT, IMPRINT
from articles.starter.english.faq import FAQ
from articles.starter.english.home import ARTICLE_LIST, HOME
from articles.starter.english.neural_network import NEURAL_NETWORK
from articles.starter.english.privacy import PRIVACY

CONTENT = SiteContent(
    language="en",
    home=HOME,
    article_list=ARTICLE_LIST,
    articles=(NEURAL_NETWORK,),
    faq=FAQ,
    pages=(ABOUT, BEING_A_PATIENT, CONTACT, PRIVACY, ACCESSIBILITY, IMPRINT),
)
