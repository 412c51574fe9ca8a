"""The page on how the pages are made, and the list of people, which names nobody yet. Only the clinic can say who
pays, so that stands in its settings.
"""

from articles.starter.block_builders import build_clinic_details, build_heading, build_prose
from articles.starter.content import PageContent
from articles.starter.english.links import CONTACT_LINK, PEOPLE_LINK

HOW_PAGES_ARE_MADE = PageContent(
    name="how-pages-are-made",
    slug="how-we-make-our-pages",
    title="How we make our pages",
    description="Who writes and who reviews what you read here, what it rests on, who pays for it, and how often it is"
    " checked.",
    body=[
        build_prose(
            "When you are ill, it matters who tells you something, and why. This page says how the pages of this site"
            " are made, so that you can decide how far you trust them.",
        ),
        build_heading("Who writes"),
        build_prose(
            "An article names its authors under its title. Each name leads to a page that says what this person does,"
            " where they are registered, if they are, and which conflicts of interest they declare. If an article"
            f" names nobody, no author is recorded. Everybody who is presented here is listed under {PEOPLE_LINK}.",
            "The clinic has an interest of its own: it offers a treatment, and some articles speak of it. Where a"
            " statement is the clinic’s own view, the text says so.",
        ),
        build_heading("Who reviews"),
        build_prose(
            "A medical reviewer signs exactly what you read: the text, the figures, and the works that are cited."
            " Whoever changed the text last cannot sign it. The reviewer’s name and the date then stand under the"
            " title.",
            "That line goes by itself when it is no longer true: when the text has changed, when a cited work has been"
            " corrected or retracted, or when the next review is overdue. Only a reviewer can say that a change is too"
            " small to matter, such as a spelling mistake, and has to say why. If no reviewer is named, no review is"
            " valid today.",
        ),
        build_clinic_details("Who our reviewers are", "reviewers"),
        build_heading("What it rests on"),
        build_prose(
            "A number in the text leads to a published work that you can look up. The list at the end says what kind"
            " of evidence each work is, and whether it has been corrected or retracted since. A study in animals, or"
            " in people with another illness, shows less about you. The text should tell you when that is so.",
        ),
        build_heading("How often we check"),
        build_prose(
            "Whoever reviews a page sets the date by which it is to be reviewed again. That date stands beside the"
            " reviewer’s name. The cited works are compared with registers of retractions, where the clinic has set"
            " this up.",
        ),
        build_clinic_details("When we review", "review_interval"),
        build_heading("Who pays"),
        build_prose(
            "This site has no places for advertising. It passes nothing about you to other companies while you read."
            " Who pays for the pages, and whether they have a say in the text, is for the clinic to tell. If nothing"
            " follows here, it has not done so yet.",
        ),
        build_clinic_details("Who pays for these pages", "funding"),
        build_heading("If something is wrong"),
        build_prose(
            "Please tell us: at the foot of each page is a link, “Something is wrong on this page”. You need not be an"
            f" expert. How else to reach us is on the {CONTACT_LINK}.",
            "When we correct an article, its foot says what has changed, and when. You can still read what it said"
            " before.",
        ),
    ],
)

PEOPLE = PageContent(
    name="people",
    slug="people",
    title="Our people",
    introduction="Who writes and reviews these pages, and who works at the clinic.",
    body=[],
)
