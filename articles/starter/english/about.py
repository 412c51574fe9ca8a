"""The text of the pages about the clinic and the site itself."""

from articles.starter.block_builders import build_call_to_action, build_clinic_details, build_heading, build_prose
from articles.starter.content import PageContent

ABOUT = PageContent(
    name="about",
    slug="about",
    title="Who we are",
    description="What the clinic does, what it does not do, and how this site is written.",
    is_in_menu=True,
    body=[
        build_prose(
            "We work with people who have pain in many places and whom nobody could help with the usual tests. We look"
            " at pain as something that the whole nervous system makes, and we ask what keeps it going.",
        ),
        build_heading("What we do"),
        build_prose(
            "We explain. We listen. We look at what you tell us and say honestly whether we think that our approach"
            " may help you. If we think that a doctor should see you first, we say that.",
        ),
        build_heading("What we do not do"),
        build_prose(
            "We do not diagnose over the internet, we do not ask anyone to stop a treatment, and we do not promise a"
            " cure.",
        ),
        build_heading("How this site is written"),
        build_prose(
            "Each article says which works it is based on, what kind of evidence they are, and where an author has an"
            " interest in the matter. Where a statement is the clinic’s own view, the text says so. If a person with"
            " medical training has reviewed an article, their name and the date are shown under its title. If there is"
            " no name, no review has been recorded.",
            "As long as no clinic is named in the imprint, this site is a demonstration and names no staff. A clinic"
            " that runs it presents its people here.",
        ),
        build_clinic_details("The clinic", "legal_name", "address", "responsible_person"),
        build_call_to_action("Could the clinic help you?", "The eligibility questionnaire takes about ten minutes."),
    ],
)

ACCESSIBILITY = PageContent(
    name="accessibility",
    slug="accessibility",
    title="Accessibility",
    description="What we do so that everyone can use this site, what does not work yet, and how to tell us.",
    body=[
        build_prose(
            "We want you to be able to use this site with a keyboard, with a screen reader, with large type, on an old"
            " phone, and on a bad day.",
        ),
        build_heading("What we aim for"),
        build_prose(
            "The site is built to meet the Web Content Accessibility Guidelines (WCAG) 2.2 at level AA. All pages work"
            " without scripts. Text can be enlarged to 200 %, and pages adapt to a narrow screen. Colours are chosen"
            " for contrast, in light and in dark. Nothing moves by itself, and there is no time pressure.",
        ),
        build_heading("How it was checked"),
        build_prose(
            "The pages are checked with automatic tools, which find many problems but not all. This site has not been"
            " audited by an independent body, and it has not yet been tested with people who use assistive technology"
            " every day.",
        ),
        build_heading("What does not work yet"),
        build_prose(
            "The works we cite are on other sites, and we cannot say how accessible they are. Most of them are in"
            " English. There is no version in easy language or in sign language yet.",
        ),
        build_heading("If you have a problem"),
        build_prose(
            "Please tell the clinic what you tried to do and what happened. The clinic’s address is at the foot of"
            " each page, once the clinic has entered it.",
        ),
    ],
)
