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
            " take in enquiries. Whoever runs it as a clinic will say here who they are and where you find them.",
        ),
        build_question(
            "Whom is it for?",
            "For adults with pain in many places that has lasted for three months or more, whether or not they have"
            " a diagnosis. If you are under 18, please speak to your family doctor, who can refer you to a service"
            " for young people.",
        ),
        build_question(
            "Do you replace my doctor?",
            "No. Please stay in the care of your doctor and keep your treatments. The clinic’s approach is meant to"
            " go with them.",
            is_clinic_view=True,
        ),
        build_question(
            "What do I do in an emergency?",
            "Call your local emergency number. Nobody watches this site around the clock, and nobody reads what you"
            " send at once.",
        ),
    ),
    build_questions(
        "About the questionnaire",
        build_question(
            "What is asked?",
            "Where you have pain, how long you have had it, how you sleep, how tired you are and how clearly you can"
            " think, what care you have now, some signs that a doctor should look at first, and how to reach you.",
        ),
        build_question(
            "How long does it take?",
            "About ten minutes. There is one small step after the other, and you can go back. You can leave and come"
            " back within seven days: on the same device just so, and on any other with a code that the page gives you"
            " when you choose “Save and come back later”.",
        ),
        build_question(
            "Can an answer rule me out?",
            "No single answer decides. The site sorts what comes in so that urgent things are seen first. A person"
            " at the clinic reads it and decides what happens next.",
        ),
        build_question(
            "Is it a diagnosis?",
            "No. The questions follow published criteria, but what people report about themselves is not enough to"
            " make or to exclude a diagnosis.",
        ),
    ),
    build_questions(
        "About privacy",
        build_question(
            "Who can read what I write?",
            "Your answers are sealed before they are stored. Only staff of the clinic, who hold its key, can open"
            " them, and each opening is recorded. You can open them too, with the code that you are shown once when"
            " you have sent them. Editors of this site cannot see them.",
        ),
        build_question(
            "Do you send my answers by e-mail?",
            "No. Staff get a short notice that something has come in. If you gave an e-mail address, you get one that"
            " it has arrived, and later one when there is something new on your own page. Each holds a reference and"
            " a link, and nothing you or we wrote.",
        ),
        build_question(
            "Do you use cookies or trackers?",
            "There are no trackers and nothing is loaded from other companies. A cookie is set only when it is"
            " needed, for example to keep your place in the questionnaire.",
        ),
        build_question(
            "How do I see what became of it?",
            f'On <a href="{OWN_PAGE_URL}">your own page</a>, with the reference and the code that you were shown at the'
            " end. There you read what the clinic wrote to you and what you told it, correct how you are reached, and"
            " take a copy along.",
        ),
        build_question(
            "What if I lose the code?",
            "Call or write to the clinic and give your reference. It can give you a new code, which opens the messages"
            " to you and where things stand, but not your answers. The old code then stops working.",
        ),
        build_question(
            "Can I take back my consent, or have my answers erased?",
            f'Yes, both, at any time, on <a href="{OWN_PAGE_URL}">your own page</a>. What is erased is gone at once and'
            " for good. If you take back the consent that the clinic needs, it can no longer read what you sent.",
        ),
    ),
    build_call_to_action(
        "Ready to see if this applies to your situation?", "You can read all questions before you send anything."
    ),
]
