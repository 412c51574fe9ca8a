"""The article about talking to a doctor."""

from articles.starter.block_builders import (
    build_call_to_action,
    build_heading,
    build_in_short,
    build_key_insight,
    build_prose,
    build_question,
    build_questions,
)
from articles.starter.content import PageContent

DOCTOR_VISIT = PageContent(
    name="doctor-visit",
    topic="What helps",
    slug="talking-to-your-doctor",
    title="Talking to your doctor",
    introduction="Ten minutes, a foggy head and too much to say: how to prepare, what to ask, and what you may expect.",
    description="How to prepare for a visit to the doctor with widespread pain, what to ask, and what to do if you are"
    " not believed.",
    body=[
        build_in_short(
            "Write down beforehand the three things that matter most, the most important one first.",
            "You and your doctor decide together: European experts say so of fibromyalgia.[macfarlane2017]",
            "Afterwards, write down what was agreed: what to try, for how long, and when you will meet again.",
        ),
        build_prose(
            "You have waited weeks for this visit. You sit down, and half of what you wanted to say is gone. Many"
            " people with pain know this. It is not your fault: thinking and remembering are often harder with"
            " fibromyalgia.[clauw2014] A little preparation helps.",
            "What stands here without a number is the clinic’s own advice.",
        ),
        build_heading("What you may expect"),
        build_prose(
            "In England, a [guideline](guideline) for everybody with chronic pain says what good care looks like. You"
            " should be"
            " offered a talk about what adds to your pain and how it affects your life. You decide together with the"
            " professional. And you are met as somebody who works with them, not against them.[nice2021] A European"
            " group of experts says the same of fibromyalgia: you and your doctor decide together.[macfarlane2017]",
            "You can take these words with you. They are not a favour that you ask for.",
        ),
        build_heading("Before you go"),
        build_prose(
            "<ul><li>Write down the three things that matter most. Put the most important one first.</li><li>For one"
            " week, note each evening where it hurt, how you slept and what you could not do. A few words are"
            " enough.</li><li>List your medicines with their doses, also what you buy yourself, and what you have"
            " tried before.</li><li>Think of one sentence about your life: “I can no longer carry my child” says more"
            " than a number from 0 to 10.</li><li>Ask somebody to come with you, to listen and to remember.</li></ul>",
            "If you have filled in the questionnaire on this site, you can print your answers from your own page and"
            " take them along.",
        ),
        build_heading("If you do not have a diagnosis yet"),
        build_prose(
            "You may ask: could this be fibromyalgia? In a survey in the United States, 73 of 100 people who fitted"
            " the picture had not been given the diagnosis by a doctor.[walitt2015] A doctor goes by a typical group"
            " of symptoms, and by an examination that finds no other disease which explains them well"
            " enough.[hauser2015] The criteria of 2016 ask for pain in several regions of the body for at least three"
            " months, and for tiredness, poor sleep and trouble with thinking.[wolfe2016]",
            "Bring that description, not a verdict. A form that you have filled in by yourself cannot make the"
            " diagnosis.[wolfe2016] Your doctor can.",
        ),
        build_heading("Questions that you can ask"),
        build_prose(
            "<ul><li>What do you think I have, and how sure are you?</li><li>What else could it be, and how would we"
            " find out?</li><li>Which test do I need, and which not? What would change with the result?</li><li>What"
            " can I do myself, and who can guide me when I begin to move more?</li><li>If you suggest a medicine: how"
            " many people does it help, and what side effects are common?</li><li>When do we look together whether it"
            " has helped?</li><li>What should make me come back sooner?</li></ul>",
        ),
        build_key_insight("One good question is: what would you do next, if you were in my place?"),
        build_heading("If you feel that you are not believed"),
        build_prose(
            "It happens. Normal tests can sound like “there is nothing”. You might say: “I know that the tests are"
            " normal. The pain is there all the same. What do we do about it?” There is a name for pain that does not"
            " come from damaged tissue or damaged nerves: [nociplastic pain](nociplastic-pain). It is a recognised"
            " kind of pain, in which"
            " a change in how the nervous system handles signals is thought to play a large part.[fitzcharles2021]",
            "If the talk goes nowhere, you may ask for another doctor. You may also say what you need: “I am not"
            " asking for one more test. I am asking for a plan.”",
        ),
        build_heading("Afterwards"),
        build_prose(
            "Write down at once what was agreed: what to try, for how long, and when you will meet again. If something"
            " is unclear, ask for it in writing. And if you are too worn out to do any of this, that is no failure."
            " Go, say one sentence, and come back another day.",
        ),
        build_questions(
            "Frequently asked questions",
            build_question(
                "My doctor has never heard of the criteria of 2016. What now?",
                "You can show the list of works below. Beside each is a link to its full text or to its entry in"
                " PubMed. Many doctors are glad of it, if it comes as an offer.",
                is_clinic_view=True,
            ),
            build_question(
                "Should I ask for stronger painkillers?",
                "Ask first what they would do for your kind of pain. Nociplastic pain responds less to"
                " [opioids](opioid) and to"
                " drugs against inflammation.[fitzcharles2021]",
            ),
            build_question(
                "What should my doctor offer first?",
                "European experts advise beginning with an explanation and with treatments that do not need medicines;"
                " exercise is the one that they recommend strongly.[macfarlane2017]",
            ),
            build_question(
                "Should I tell my doctor that I have written to the clinic?",
                "Yes, please. We do not replace your doctor, and it helps if everybody knows of each other.",
                is_clinic_view=True,
            ),
            build_question(
                "What if it cannot wait for a visit?",
                "Then do not wait. At the foot of each page you find “Need help now?”: numbers that you can call, and"
                " ways of writing instead.",
                is_clinic_view=True,
            ),
            topic="Talking to your doctor",
        ),
        build_call_to_action(
            "Would you like us to look at it too?",
            "The eligibility questionnaire takes about ten minutes. You can print your answers for your doctor.",
        ),
    ],
)
