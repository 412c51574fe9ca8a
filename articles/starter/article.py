"""The text of the first article. It states the clinic's view, and says where that goes past the works cited."""

from articles.starter.block_builders import (
    BlockData,
    build_call_to_action,
    build_heading,
    build_key_insight,
    build_loop_diagram,
    build_prose,
    build_question,
    build_questions,
)

ARTICLE_TITLE = "Fibromyalgia: The Neural Network Perspective"
ARTICLE_STANDFIRST = (
    "Pain in many places, tests that come back normal, and a diagnosis that people argue about. What if the question"
    " is not whether the pain is real, but what generates it?"
)
ARTICLE_DESCRIPTION = (
    "How the brain can keep pain going without damage in the tissues, what that means for treatment, and which works"
    " say so."
)

ARTICLE_BODY: list[BlockData] = [
    build_prose(
        "You hurt in your shoulders, then in your hips, then in both hands. You sleep and wake up tired. The blood"
        " tests are normal, the scans are normal, and somewhere along the way somebody hints that it may all be in"
        " your head.",
        "Fibromyalgia is a diagnosis that doctors still argue about. That argument is of little use to you. Your"
        " pain is there whether or not a test can show it. So this article asks a different question: if the tissues"
        " are not damaged, what is generating the pain?",
        "One answer begins with a simple fact. The brain, the nerves that run the body without our asking, and the"
        " tissues themselves are in constant conversation.[efremov2024] When that conversation goes wrong, pain can"
        " go on long after its first cause has gone.",
    ),
    build_heading("When the brain turns up the volume"),
    build_prose(
        "Pain is not a message that simply travels up a wire. The spinal cord and the brain decide how strongly each"
        " signal counts. The idea of central sensitisation is that in long-lasting pain the whole system has become"
        " more sensitive, so that a light touch hurts and a small ache fills the day. In short: the brain amplifies"
        " what comes in.",
        "Memory seems to play a part. In mice, memories of fear are held by groups of nerve cells in the prefrontal"
        " cortex, called engrams, and these engrams can keep the perception of pain going.[stegemann2023] The study"
        " is in animals, and nobody can simply carry it over to people. But it shows that such a mechanism can exist.",
        "The parts of the brain involved are not strangers to each other. The prefrontal cortex, the amygdala and"
        " the hippocampus take part both in storing fear and in turning pain up or down.[stegemann2023][efremov2024]"
        " And the signals that the autonomic nervous system sends out change, in turn, how the spinal cord and the"
        " brain handle what comes in.[efremov2024]",
    ),
    build_key_insight("No tissue damage does not mean no mechanism."),
    build_heading("Fear and pain keep each other going"),
    build_prose(
        "Anybody who lives with pain knows the other half of the story. Pain is frightening. Will it get worse? Will"
        " I manage tomorrow? Fear, in its turn, makes the nervous system watch for danger, and a nervous system on"
        " watch finds more pain.[stegemann2023]",
    ),
    build_loop_diagram(
        "Fear and pain",
        [("Fear", "amplifies"), ("Pain", "feeds")],
        caption="A loop has no beginning. Each side drives the other, so it can run on by itself.[stegemann2023]",
    ),
    build_prose(
        "This would also explain something that puzzles so many people: why the pain wanders. If the generator sat"
        " in a shoulder, the pain would stay in the shoulder. In the clinic’s approach the generator is central, so"
        " the place where it is felt can change.",
        "Stress adds to it through the body’s own chemistry. The brain starts a chain of hormones, the HPA axis,"
        " which ends in the release of cortisol and is part of how we cope with strain, or fail to.[kalisch2024]"
        " Messengers of inflammation matter as well: IL-1, IL-6 and TNF-alpha can make nerve endings more sensitive."
        " The central nervous system, the autonomic nervous system and the tissues act on one another all the"
        " time.[efremov2024] So a real change in the body can have its source in the brain, and the other way round.",
    ),
    build_heading("Why the usual treatments reach a ceiling"),
    build_prose(
        "There is a great deal that can help: medicines such as duloxetine, milnacipran and pregabalin, gentle"
        " exercise, cognitive behavioural therapy, and good sleep habits. If one of them helps you, keep it.",
        "The clinic’s view is that most of these act on the outputs of the system: on the pain, on the sleep, on the"
        " mood. While they are in place, things get better. Then a hard week comes, a loss, an infection or a"
        " quarrel, and everything flares up again. The treatment has not failed. What generates the pain has simply"
        " not changed.",
    ),
    build_heading("The gut has a say"),
    build_prose(
        "Many people with fibromyalgia also have trouble with their gut. That may be no accident. The microbes that"
        " live there, the microbiota, influence how the brain deals with pain and with emotion.[jacobs2021] The work"
        " cited here followed people with irritable bowel syndrome, not fibromyalgia. In them, a talking therapy went"
        " along with changes in both directions, from brain to gut and from gut to brain.[jacobs2021]",
    ),
    build_loop_diagram(
        "The gut and the brain",
        [("Brain under stress", "unsettles"), ("The gut", "changes"), ("Microbiota", "send signals to")],
        caption="Again a loop, and again no side is the only cause.[jacobs2021]",
    ),
    build_heading("The structural approach"),
    build_prose(
        "If loops keep the pain going, it makes sense to ask what would break them. This is where the clinic’s"
        " approach goes beyond what the works above have shown. Its method aims at the generator itself: at the stored"
        " link between fear and pain, rather than at each place that hurts.",
        "It does not replace your medicines, your exercise or your other care, and nobody will ask you to stop them."
        " It does not promise a cure. The theory behind it is set out in a review whose author is also the author of"
        " the method,[efremov2024] so please read that source with this in mind. The list at the end says the same"
        " beside the work.",
    ),
    build_questions(
        "Frequently asked questions",
        build_question(
            "Is the pain real?",
            "Yes. Pain is made by the nervous system, with or without damage in the tissues. That the mechanism may"
            " lie in the brain and the nerves does not make it imagined.",
            is_clinic_view=True,
        ),
        build_question(
            "Why are all my tests normal?",
            "Blood tests and scans look for damage and inflammation in tissues. They are not made to show how"
            " strongly the brain and the spinal cord amplify a signal.",
            is_clinic_view=True,
        ),
        build_question(
            "Does stress cause fibromyalgia?",
            "Nobody can say that so simply. Fear, stress hormones and the autonomic nervous system can all act on"
            " how pain is processed.[stegemann2023][efremov2024][kalisch2024] That they can does not prove that they"
            " did, in you.",
        ),
        build_question(
            "Why does it hurt in a different place every week?",
            "In our view because the generator is central. The place where pain is felt is not always the place"
            " where it is made.",
            is_clinic_view=True,
        ),
        build_question(
            "Should I stop my medicines?",
            "No, not because of anything you read here. Please change medicines only together with the doctor who"
            " prescribes them.",
            is_clinic_view=True,
        ),
        build_question(
            "What does my gut have to do with it?",
            "Signals run both ways between the gut, its microbes and the brain. This was studied in people with"
            " irritable bowel syndrome;[jacobs2021] how far it holds for fibromyalgia is an open question.",
        ),
        build_question(
            "How strong is the evidence?",
            "Mixed, and you can see it in the list below. One work is a study in mice,[stegemann2023] two are"
            " reviews that give an overview,[efremov2024][kalisch2024] and one followed patients with a different"
            " illness.[jacobs2021] None of them tests the clinic’s method in people with fibromyalgia.",
        ),
    ),
    build_call_to_action(
        "Ready to see if this applies to your situation?",
        "Answer some questions about your pain, your sleep and your health. It takes about ten minutes, and a person"
        " reads what you send.",
    ),
]
