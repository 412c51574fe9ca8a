"""The text of the pages about the clinic and the site itself."""

from dataclasses import dataclass

from articles.starter.block_builders import BlockData, build_call_to_action, build_heading, build_prose
from articles.starter.faq import OWN_PAGE_URL


@dataclass(frozen=True)
class InformationPageContent:
    slug: str
    title: str
    description: str
    body: list[BlockData]
    is_in_menu: bool = False


ABOUT = InformationPageContent(
    slug="about",
    title="About us",
    description="What the clinic does, what it does not do, and how this site is written.",
    is_in_menu=True,
    body=[
        build_prose(
            "We work with people who have pain in many places and whom nobody could help with the usual tests. We"
            " look at pain as something that the whole nervous system makes, and we ask what keeps it going.",
        ),
        build_heading("What we do"),
        build_prose(
            "We explain. We listen. We look at what you tell us and say honestly whether we think that our approach"
            " may help you. If we think that a doctor should see you first, we say that.",
        ),
        build_heading("What we do not do"),
        build_prose(
            "We do not diagnose over the internet, we do not ask anyone to stop a treatment, and we do not promise"
            " a cure.",
        ),
        build_heading("How this site is written"),
        build_prose(
            "Each article says which works it is based on, what kind of evidence they are, and where an author has an"
            " interest in the matter. Where a statement is the clinic’s own view, the text says so. If a person with"
            " medical training has reviewed an article, their name and the date are shown under its title. If there is"
            " no name, no review has been recorded.",
            "This site is a demonstration and names no staff. A clinic that runs it will present its people here.",
        ),
        build_call_to_action("Could the clinic help you?", "The eligibility questionnaire takes about ten minutes."),
    ],
)

PRIVACY = InformationPageContent(
    slug="privacy",
    title="Privacy",
    description="What happens to what you tell us: encrypted, read only by the clinic, and deleted when you ask.",
    body=[
        build_prose(
            "What you tell us about your health is nobody’s business but yours and the clinic’s. This is what we do"
            " with it."
        ),
        build_heading("When you only read"),
        build_prose(
            "You can read every page without telling us anything. No other company is asked for anything while you"
            " do: no trackers, no fonts from elsewhere, no social buttons.",
        ),
        build_heading("When you fill in the questionnaire"),
        build_prose(
            "<ul><li>While you are filling it in, your answers are saved, so that you can go back or return later."
            " Answers that you do not send are deleted after 7 days. If you save them to come back later, the page"
            " shows until when we keep them.</li><li>What you write is encrypted"
            " before it is stored. Only two things can open it: the clinic’s own key, and the code that is shown only"
            " to you, once, after you send it. The part of the site that visitors use has neither.</li><li>The emails"
            " that tell staff about an enquiry, and tell you that it has arrived or that there is an update, contain a"
            " reference and a link. They contain no answers.</li><li>Each time a member of staff opens what you sent,"
            " the site records who it was and when.</li></ul>",
        ),
        build_heading("What is stored unencrypted"),
        build_prose(
            "Some things are not encrypted, because the site needs them to do its work: the reference, the times,"
            " the language, which version of the questions you answered, the status of your enquiry, what the rules"
            " suggest in one of three words, whether it is urgent, whether a program may have sent it, and which"
            " consent you withdrew.",
        ),
        build_heading("Your consent"),
        build_prose(
            "We store your answers because you agree to it, and we keep the exact wording that you agreed to. You"
            f' can withdraw your consent at any time, without giving a reason, on <a href="{OWN_PAGE_URL}">your own'
            " page</a>. If the clinic cannot do without it, nobody there can read or export what you sent from then"
            " on.",
        ),
        build_heading("How to delete your answers or get a copy"),
        build_prose(
            f'On <a href="{OWN_PAGE_URL}">your own page</a>, with the reference and the code that you were shown when'
            " you sent the questionnaire, you can read your answers, download them, correct your contact"
            " details and delete everything. What you delete is gone at once. Only the reference, the times, the"
            " language, the version of the questions and the record of who opened it remain. It disappears from the"
            " clinic’s backups when they expire.",
            "If you have lost the code, write to the clinic and give the reference. The clinic’s address is at the foot"
            " of each page, once the clinic has entered it.",
        ),
        build_heading("Who is responsible"),
        build_prose(
            "The clinic that runs this site is responsible for your data. As this is a demonstration, no clinic is"
            " named yet. Please do not send real health data to a demonstration.",
        ),
    ],
)

ACCESSIBILITY = InformationPageContent(
    slug="accessibility",
    title="Accessibility",
    description="What we do so that everyone can use this site, what does not work yet, and how to tell us.",
    body=[
        build_prose(
            "We want you to be able to use this site with a keyboard, with a screen reader, with large type, on an"
            " old phone, and on a bad day.",
        ),
        build_heading("What we aim for"),
        build_prose(
            "The site is built to meet the Web Content Accessibility Guidelines (WCAG) 2.2 at level AA. All pages"
            " work without scripts. Text can be enlarged to 200 %, and pages adapt to a narrow screen. Colours are"
            " chosen for contrast, in light and in dark. Nothing moves by itself, and there is no time pressure.",
        ),
        build_heading("How it was checked"),
        build_prose(
            "The pages are checked with automatic tools, which find many problems but not all. This site has not been"
            " audited by an independent body, and it has not yet been tested with people who use assistive technology"
            " every day.",
        ),
        build_heading("What does not work yet"),
        build_prose(
            "The works we cite are on other sites, and we cannot say how accessible they are. The questionnaire"
            " and the pages around it exist in English and German; the articles are in English only.",
        ),
        build_heading("If you have a problem"),
        build_prose(
            "Please tell the clinic what you tried to do and what happened. The clinic’s address is at the foot of each"
            " page, once the clinic has entered it.",
        ),
    ],
)

INFORMATION_PAGES = (ABOUT, PRIVACY, ACCESSIBILITY)
