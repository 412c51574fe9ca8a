"""The text of the questions and answers about the clinic, the questionnaire and privacy."""

from articles.starter.block_builders import BlockData, build_call_to_action, build_question, build_questions

OWN_PAGE_URL = "/eligibility/yours/"  # the address is in readers' bookmarks: it does not change

FAQ_DESCRIPTION = "About the clinic, the eligibility questionnaire, and what happens to what you tell us."

FAQ_BODY: list[BlockData] = [
    build_questions(
        "About the clinic",
        build_question(
            "Is this a real clinic?",
            "This site is a working demonstration. It shows how a clinic for fibromyalgia could explain itself and"
            " take enquiries. A clinic that runs it will say here who it is and where to find it.",
        ),
        build_question(
            "Who is it for?",
            "For adults with pain in many places that has lasted for three months or more, whether or not they have"
            " a diagnosis. If you are under 18, please speak to your family doctor, who can refer you to a service"
            " for young people.",
        ),
        build_question(
            "Do you replace my doctor?",
            "No. Please stay in the care of your doctor and keep your treatments. The clinic’s approach is meant to"
            " be used alongside them.",
            is_clinic_view=True,
        ),
        build_question(
            "What should I do in an emergency?",
            "Call your local emergency number. Nobody watches this site around the clock, and nobody reads what you"
            " send straight away.",
        ),
    ),
    build_questions(
        "About the questionnaire",
        build_question(
            "What do you ask?",
            "Where you have pain, how long you have had it, how you sleep, how tired you are and how clearly you can"
            " think, what care you have now, some signs that a doctor should look at first, and how to reach you.",
        ),
        build_question(
            "How long does it take?",
            "About ten minutes. There is one small step after another, and you can go back. You can stop and come back"
            " within seven days. On the same device you do not need anything. For another device, choose “Save and come"
            " back later” and you will get a code.",
        ),
        build_question(
            "Can an answer rule me out?",
            "No single answer decides. The site sorts the forms so that urgent ones are seen first. A person"
            " at the clinic reads it and decides what happens next.",
        ),
        build_question(
            "Is it a diagnosis?",
            "No. The questions follow published criteria, but what people report about themselves is not enough to"
            " make or rule out a diagnosis.",
        ),
    ),
    build_questions(
        "About privacy",
        build_question(
            "Who can read what I write?",
            "Your answers are encrypted before they are stored. Only the clinic’s staff, who have its key, can open"
            " them, and the site records each time they do. You can open them too, with the code that is shown once"
            " after you send them. Editors of this site cannot see them.",
        ),
        build_question(
            "Do you send my answers by email?",
            "No. Staff get a short email saying that something has arrived. If you gave an email address, you get one"
            " to say that we have received your form, and one when there is an update on your own page. Each contains a"
            " reference and a link, and nothing that you or we wrote.",
        ),
        build_question(
            "Do you use cookies or trackers?",
            "There are no trackers and nothing is loaded from other companies. A cookie is set only when it is"
            " needed, for example to keep your place in the questionnaire.",
        ),
        build_question(
            "How do I check the status?",
            f'On <a href="{OWN_PAGE_URL}">your own page</a>, with the reference and the code that you were shown at the'
            " end. There you can read messages from the clinic and your answers, correct your contact details and"
            " download a copy.",
        ),
        build_question(
            "What if I lose my code?",
            "Contact the clinic and give your reference. It can give you a new code, which shows your messages and the"
            " status, but not your answers. The old code then stops working.",
        ),
        build_question(
            "Can I withdraw my consent or delete my answers?",
            f'Yes, both, at any time, on <a href="{OWN_PAGE_URL}">your own page</a>. What you delete is gone at once'
            " and for good. If you withdraw the consent that the clinic needs, it can no longer read what you sent.",
        ),
    ),
    build_call_to_action(
        "Ready to see if this applies to your situation?", "You can read all the questions before you send anything."
    ),
]
