"""All pages in English."""

from articles.starter.content import SiteContent
from articles.starter.english.about import ABOUT, ACCESSIBILITY
from articles.starter.english.clinic import BEING_A_PATIENT, CONTACT, IMPRINT
from articles.starter.english.diagnosis import DIAGNOSIS
from articles.starter.english.doctor_visit import DOCTOR_VISIT
from articles.starter.english.faq import FAQ
from articles.starter.english.glossary import GLOSSARY, TERMS
from articles.starter.english.home import ARTICLE_LIST, HOME
from articles.starter.english.how_pages_are_made import HOW_PAGES_ARE_MADE, PEOPLE
from articles.starter.english.neural_network import NEURAL_NETWORK
from articles.starter.english.privacy import PRIVACY
from articles.starter.english.topics import TOPICS
from articles.starter.english.treatment import TREATMENT

CONTENT = SiteContent(
    language="en",
    topics=TOPICS,
    home=HOME,
    article_list=ARTICLE_LIST,
    articles=(DOCTOR_VISIT, TREATMENT, DIAGNOSIS, NEURAL_NETWORK),
    faq=FAQ,
    glossary=GLOSSARY,
    terms=TERMS,
    people=PEOPLE,
    pages=(ABOUT, BEING_A_PATIENT, CONTACT, HOW_PAGES_ARE_MADE, PRIVACY, ACCESSIBILITY, IMPRINT),
)
