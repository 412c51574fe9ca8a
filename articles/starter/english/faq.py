"""The text of the questions and answers about the clinic, the questionnaire and privacy."""

from articles.starter.block_builders import (
    build_call_to_action,
    build_question,
    build_questions,
    build_shared_questions,
)
from articles.starter.content import PageContent
from articles.starter.english.links import OWN_PAGE_LINK, PRIVACY_LINK

FAQ = PageContent(
    name="faq",
    slug="faq",
    title="Questions and answers",
    description="About fibromyalgia, the clinic, the eligibility questionnaire, and what happens to what you tell us.",
    is_in_menu=True,
    body=[
        build_shared_questions("What fibromyalgia is"),
        build_shared_questions("Understanding fibromyalgia"),
        build_shared_questions("What helps"),
        build_shared_questions("Talking to your doctor"),
        build_questions(
            "About the clinic",
            build_question(
                "Is this a real clinic?",
                "This site is a working demonstration. It shows how a clinic for fibromyalgia could explain itself and"
                " take enquiries. A clinic that runs it will say who it is on its contact page and in its imprint.",
            ),
            build_question(
                "Who is it for?",
                "For adults with pain in many places that has lasted for three months or more, whether or not they"
                " have a diagnosis. If you are under 18, please speak to your family doctor, who can refer you to a"
                " service for young people.",
            ),
            build_question(
                "Do you replace my doctor?",
                "No. Please stay in the care of your doctor and keep your treatments. The clinic’s approach is meant"
                " to be used alongside them.",
                is_clinic_view=True,
            ),
            build_question(
                "What should I do in an emergency?",
                "Call your local emergency number. Nobody watches this site around the clock, and nobody reads what"
                " you send straight away.",
            ),
        ),
        build_questions(
            "About the questionnaire",
            build_question(
                "What do you ask?",
                "Where you have pain, how long you have had it, how you sleep, how tired you are and how clearly you"
                " can think, what care you have now, some signs that a doctor should look at first, and how to reach"
                " you.",
            ),
            build_question(
                "How long does it take?",
                "About ten minutes. There is one small step after another, and you can go back.",
            ),
            build_question(
                "Can I stop and come back later?",
                "Yes, for seven days. On the same device you do not need anything. For another device, choose “Save"
                " and come back later”: you will get a code, and if you like a link by email. Answers that you do not"
                " send are deleted after the seven days.",
            ),
            build_question(
                "Can I fill it in for somebody else?",
                "Yes, if that person knows about it. Answer every question as that person would.",
            ),
            build_question(
                "Can an answer rule me out?",
                "No single answer decides. The site sorts the forms so that urgent ones are seen first. A person at"
                " the clinic reads each one and decides what happens next.",
            ),
            build_question(
                "Is it a diagnosis?",
                "No. The questions follow published criteria, but what people report about themselves is not enough to"
                " make a diagnosis in one person.[wolfe2016]",
            ),
        ),
        build_questions(
            "After you have sent it",
            build_question(
                "What happens next?",
                "You see a reference and a code. Copy, print or save both: the code is shown only in that browser, for"
                " one hour. A member of staff reads your answers and writes to you or, if you gave a phone number, may"
                " call you.",
            ),
            build_question(
                "How do I check the status?",
                f"On {OWN_PAGE_LINK}, with the reference and the code. It opens on any device, from a link at the foot"
                " of every page of this site. There you can read messages from the clinic and your answers, correct"
                " your contact details and download a copy. You cannot write back there.",
            ),
            build_question(
                "How will I know that there is something new?",
                "If you gave an email address, we send you an email each time there is a message on your own page. If"
                " you gave none, please look there from time to time.",
            ),
            build_question(
                "What if I lose my code?",
                "We do not keep the code, so nobody can find it again. Contact the clinic and give your reference. It"
                " can give you a new code, which shows your messages and the status, but not your answers. The old"
                " code then stops working.",
            ),
        ),
        build_questions(
            "About privacy",
            build_question(
                "Who can read what I write?",
                "The clinic’s staff, whoever administers this site for the clinic, and you. Your answers are encrypted"
                " before they are stored. The clinic has the key that opens them, and the site records who opened them"
                " and when. You can open them with the code that is shown once after you send them. The people who"
                " write the articles cannot see them.",
            ),
            build_question(
                "Is everything encrypted?",
                "Everything that you wrote is: your answers, your name and how to reach you. So are the clinic’s"
                " messages and notes. Some things that the site needs for its work are not, such as the reference, the"
                f" times and whether it is urgent. The {PRIVACY_LINK} lists them all.",
            ),
            build_question(
                "Do you send my answers by email?",
                "No. Staff get a short email saying that something has arrived. If you gave an email address, you get"
                " one to say that we have received your form, and one when there is an update on your own page. Each"
                " contains a reference and a link, and nothing that you or we wrote.",
            ),
            build_question(
                "Do you use cookies or trackers?",
                "There are no trackers and nothing is loaded from other companies. A cookie is set only when it is"
                " needed, for example to keep your place in the questionnaire.",
            ),
            build_question(
                "How long do you keep what I sent?",
                "Until you delete it. The site does not delete anything by itself because of its age. If the clinic"
                " treats you, it keeps a medical record of its own, with rules of its own.",
            ),
            build_question(
                "Can I withdraw my consent or delete my answers?",
                f"Yes, both, at any time, on {OWN_PAGE_LINK}. You do not have to ask anybody. What you delete is gone"
                " from the site at once and for good; it disappears from the clinic’s backups when these expire. If"
                " you withdraw the consent that the clinic needs, it can no longer read what you sent.",
            ),
            build_question(
                "Where can I complain?",
                "To the clinic, and at any time to a data protection authority: the one where you live, where you"
                " work, or where you think that something went wrong.",
            ),
        ),
        build_call_to_action(
            "Ready to see if this applies to your situation?",
            "You can read all the questions before you send anything.",
        ),
    ],
)
