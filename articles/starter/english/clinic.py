"""Pages about the clinic: how to reach it, what patients can expect, and who runs the site."""

from articles.starter.block_builders import build_call_to_action, build_clinic_details, build_heading, build_prose
from articles.starter.content import PageContent
from articles.starter.english.links import HELP_LINK, OWN_PAGE_LINK, PRIVACY_LINK, QUESTIONNAIRE_LINK

CONTACT = PageContent(
    name="contact",
    slug="contact",
    title="Contact",
    description="How to reach the clinic, before and after you have sent the questionnaire.",
    body=[
        build_prose(
            f"If you need help at once, do not wait for us: see {HELP_LINK}. Nobody reads messages around the clock.",
        ),
        build_clinic_details("How to reach us", "legal_name", "address", "phone", "email", "opening_hours"),
        build_heading("If you want to ask whether we can help"),
        build_prose(
            f"Use {QUESTIONNAIRE_LINK}. It is the quickest way, because a person then sees at once what we need to"
            " know. You do not need an account. Please do not put anything about your health into an email: emails can"
            " be read on their way.",
        ),
        build_heading("If you have sent it already"),
        build_prose(
            f"Our messages to you are on {OWN_PAGE_LINK}. You need your reference and your code. If you have lost the"
            " code, contact the clinic and give the reference. The reference need not be secret.",
        ),
        build_heading("If something on this site is wrong or hard to use"),
        build_prose(
            "Please tell us: at the foot of that page is a link, “Something is wrong on this page”. Say what you wanted"
            " to do and what happened.",
        ),
    ],
)

BEING_A_PATIENT = PageContent(
    name="being-a-patient",
    slug="being-a-patient",
    title="What it is like to be a patient here",
    description="From the first question to the visits: what happens, what is asked of you, and what nobody can"
    " promise.",
    body=[
        build_prose(
            "Asking for help is easier when you know what comes next. This page says what happens, step by step. You"
            " can stop at each step, and you do not have to give a reason.",
        ),
        build_heading("How it begins"),
        build_prose(
            f"<ol><li>You answer {QUESTIONNAIRE_LINK}. It takes about ten minutes, and you can do it in"
            " pieces.</li><li>A member of staff reads your answers. No program decides about you.</li><li>The clinic"
            f" replies on {OWN_PAGE_LINK}: whether it thinks that it can help, what else it needs to know, or where"
            " you may find better help.</li><li>If it can help, you agree the next steps together.</li></ol>",
        ),
        build_clinic_details("What you can expect", "referral", "waiting_time", "visits", "remote_visits", "cost"),
        build_heading("What we ask of you"),
        build_prose(
            "Please stay with your own doctor, and keep your medicines and other treatments. Tell us if something"
            " changes. Tell us too if a visit is too long, too early or too far: we know that there are days on which"
            " nothing works.",
        ),
        build_heading("What the method is, and what is not known"),
        build_prose(
            "The clinic’s method aims at what keeps the pain going in the brain: in the clinic’s view, a stored link"
            " between fear and pain. The review that describes it was written by the author of the method, and says"
            " that the technique still needs more studies.[efremov2024] No work that we cite tests it in people with"
            " fibromyalgia.",
            "So nobody can promise that it will help you. Before you begin, ask us what it may bring up that is hard"
            " to bear. You can pause or stop at any time.",
        ),
        build_heading("What stays private"),
        build_prose(f"What you tell us stays between you and the clinic. The {PRIVACY_LINK} says how."),
        build_call_to_action("Could the clinic help you?", "The eligibility questionnaire takes about ten minutes."),
    ],
)

IMPRINT = PageContent(
    name="imprint",
    slug="imprint",
    title="Imprint",
    description="Who runs this site and is responsible for what it says.",
    body=[
        build_prose(
            "This page names who runs this site. As long as nobody is named here, the site is a demonstration and"
            " belongs to no clinic.",
        ),
        build_clinic_details(
            "Who runs this site",
            "legal_name",
            "address",
            "phone",
            "email",
            "responsible_person",
            "register_entry",
            "supervisory_authority",
        ),
        build_heading("What this site is, and is not"),
        build_prose(
            "It gives information. It does not replace a doctor who knows you. Where an article goes beyond what a"
            " cited work shows, it says so. Links lead to sites of others, who are responsible for what they say.",
        ),
    ],
)
