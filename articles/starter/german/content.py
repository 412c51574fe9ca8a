"""All pages in German."""

from articles.starter.content import SiteContent
from articles.starter.german.about import ABOUT, ACCESSIBILITY
from articles.starter.german.clinic import BEING_A_PATIENT, CONTACT, IMPRINT
from articles.starter.german.diagnosis import DIAGNOSIS
from articles.starter.german.doctor_visit import DOCTOR_VISIT
from articles.starter.german.faq import FAQ
from articles.starter.german.glossary import GLOSSARY, TERMS
from articles.starter.german.home import ARTICLE_LIST, HOME
from articles.starter.german.how_pages_are_made import HOW_PAGES_ARE_MADE, PEOPLE
from articles.starter.german.neural_network import NEURAL_NETWORK
from articles.starter.german.privacy import PRIVACY
from articles.starter.german.topics import TOPICS
from articles.starter.german.treatment import TREATMENT

CONTENT = SiteContent(
    language="de",
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
