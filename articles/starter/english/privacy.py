"""The text of the page about privacy. What it says is what docs/privacy.md describes; change both together."""

from articles.starter.block_builders import build_clinic_details, build_heading, build_prose
from articles.starter.content import PageContent
from articles.starter.english.links import OWN_PAGE_LINK

PRIVACY = PageContent(
    name="privacy",
    slug="privacy",
    title="Privacy",
    description="What we store when you write to us, who can open it, how long we keep it, and how you delete it.",
    body=[
        build_prose(
            "What you tell us about your health is nobody’s business but yours and the clinic’s. This page says what"
            " we do with it today, in plain words.",
        ),
        build_heading("When you only read"),
        build_prose(
            "You can read every page without telling us anything. No other company is asked for anything while you do:"
            " no trackers, no fonts from elsewhere, no social buttons. A cookie is set only when a page needs it, for"
            " example to keep your place in the questionnaire. In a long article your browser remembers for up to 30"
            " days where you stopped: only on your device, nothing is sent to us.",
            "If you say whether a page was useful, we count it, and nothing else. What you write about a page is"
            " encrypted and deleted after twelve months. The people who write our pages can read it. They do not know"
            " who you are.",
        ),
        build_heading("When you fill in the questionnaire"),
        build_prose(
            "<ul><li>Your answers are saved after each page, so that you can go back or stop and return. They are"
            " encrypted. Only your own browser can open them and, if you asked for one, your code for saved"
            " answers.</li><li>Answers that you do not send are deleted after 7 days. If you save them to come back"
            " later, the page shows until when we keep them.</li><li>If you have the link back sent to you by email,"
            " we do not store the email address you give for it.</li><li>So that programs cannot flood the form, we"
            " count how often something is sent from one internet address. We store no address, only a value worked"
            " out from it with a secret key, and delete it when it is no longer needed.</li></ul>",
        ),
        build_heading("When you have sent it"),
        build_prose(
            "<ul><li>Everything that you wrote, with your name and how to reach you, is encrypted. Only two things"
            " open it: the clinic’s own key, and the code that is shown to you once, for one hour, after you send it."
            " We do not keep that code.</li><li>The emails that tell the clinic’s staff about an enquiry, and tell you"
            " that it has arrived or that there is an update, contain a reference and a link. They contain no"
            " answers.</li><li>The site’s log files contain none of your answers either.</li></ul>",
        ),
        build_heading("Who can open it"),
        build_prose(
            "The staff of the clinic who look after enquiries, and the people who administer this site for the clinic."
            " The people who write and check our articles cannot. Each time somebody opens what you sent, the site"
            " records who it was and when, in a record that cannot be changed unnoticed.",
            f"You can open it too, on any device, on {OWN_PAGE_LINK}, with your reference and your code. You find that"
            " page at the foot of each page of this site. It closes by itself after half an hour.",
        ),
        build_heading("What is stored unencrypted"),
        build_prose(
            "Some things are not encrypted, because the site needs them to do its work:",
            "<ul><li>the reference, the language and which version of the questions you answered</li><li>when you sent"
            " it, when its status changed, and how often it was changed</li><li>the status of your"
            " enquiry</li><li>what the rules of the questionnaire suggest, in one of three words, and whether it is"
            " urgent: this hints at your answers, so that urgent ones are seen first</li><li>whether a program may"
            " have sent it</li><li>whether you have corrected, withdrawn or deleted something, which consent you"
            " withdrew, and when</li><li>whether our emails about it went out, but not to which address</li><li>the"
            " record of who opened or changed it</li></ul>",
        ),
        build_heading("How long we keep it"),
        build_prose(
            "What you sent is kept until you delete it. The site does not delete anything by itself because of its"
            " age. If you become a patient of the clinic, it keeps a medical record of its own, with rules of its own.",
        ),
        build_heading("Your consent"),
        build_prose(
            "We store your answers because you agree to it, and we keep the exact wording that you agreed to. You can"
            f" withdraw your consent at any time, without giving a reason, on {OWN_PAGE_LINK}. If the clinic cannot do"
            " without it, nobody there can read or export what you sent from then on. What was done before remains"
            " lawful.",
        ),
        build_heading("How to delete your answers or get a copy"),
        build_prose(
            f"You do all of this yourself, on {OWN_PAGE_LINK}. You do not have to ask anybody:",
            "<ul><li>read, print and download your answers</li><li>correct your name, your email address and your"
            " phone number</li><li>withdraw a consent</li><li>delete everything</li></ul>",
            "What you delete is gone at once: your answers, the messages, the clinic’s notes about them, and the keys"
            " that open them. Only the reference, the times, the language, the version of the questions and the record"
            " of who opened it remain. It disappears from the clinic’s backups when they expire.",
            "If you have lost the code, contact the clinic and give the reference. It can give you a new code. That"
            " code shows the messages and the status, and you can withdraw a consent with it, but it does not open"
            " your answers.",
        ),
        build_heading("Your rights"),
        build_prose(
            "You have the right to know what is stored about you, to have it corrected or deleted, to have its use"
            " restricted, to object, and to take your answers with you in a file. You can do most of this yourself, as"
            " described above. For the rest, contact the clinic.",
            "You also have the right to complain to a data protection authority at any time: the one where you live,"
            " where you work, or where you think that something went wrong.",
        ),
        build_clinic_details("", "data_protection_authority"),
        build_heading("Who is responsible"),
        build_prose(
            "The clinic that runs this site is responsible for your data. As long as no clinic is named on this site,"
            " it is a demonstration. Please do not send real health data to a demonstration.",
        ),
        build_clinic_details("", "legal_name", "address", "email", "data_protection_contact"),
    ],
)
