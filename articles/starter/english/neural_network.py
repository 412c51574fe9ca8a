"""The text of the first article. It states the clinic's view, and says where that goes past the works cited."""

from articles.starter.block_builders import (
    build_call_to_action,
    build_heading,
    build_in_short,
    build_key_insight,
    build_loop_diagram,
    build_prose,
    build_question,
    build_questions,
)
from articles.starter.content import PageContent

NEURAL_NETWORK = PageContent(
    name="neural-network",
    topic="Understanding fibromyalgia",
    slug="fibromyalgia-the-neural-network-perspective",
    title="Fibromyalgia: The Neural Network Perspective",
    introduction=(
        "Pain in many places, tests that come back normal, and a diagnosis that people argue about. What if the"
        " question is not whether the pain is real, but what generates it?"
    ),
    description=(
        "How the brain can keep pain going without damage in the tissues, what that means for treatment, and which"
        " works say so."
    ),
    body=[
        build_in_short(
            "Your pain is there whether or not a test can show it.",
            "In people with fibromyalgia, much speaks for a change in the spinal cord and the brain: they"
            " amplify what comes in.[sluka2016]",
            "The clinic’s approach aims at what may keep the pain going. That goes beyond what the works cited"
            " here have shown, and it promises no cure.",
        ),
        build_prose(
            "You hurt in your shoulders, then in your hips, then in both hands. You sleep and wake up tired. The blood"
            " tests are normal, the scans are normal, and somebody hints that it may all be in your head.",
            "Fibromyalgia is a diagnosis that doctors still argue about. That argument is of little use to you. Your"
            " pain is there whether or not a test can show it. So this article asks a different question: if the"
            " tissues are not damaged, what is generating the pain?",
            "One answer begins with a simple fact. The brain, the nerves that run the body without our asking, and the"
            " tissues themselves are in constant conversation.[efremov2024] The clinic’s approach starts from there:"
            " if that conversation goes wrong, pain may go on long after its first cause has gone.",
        ),
        build_heading("When the brain turns up the volume"),
        build_prose(
            "Pain is not a message that simply travels up a wire. The spinal cord and the brain decide how strongly"
            " each signal counts. The idea of [central sensitisation](central-sensitisation) is that in long-lasting"
            " pain the whole system has"
            " become more sensitive, so that a light touch hurts and a small ache fills the day. In short: the brain"
            " amplifies what comes in. In people with fibromyalgia, much speaks for such a change.[sluka2016]",
            "And fear? In people, a review of studies finds first signs that two parts of the brain, the prefrontal"
            " cortex and the hippocampus, protect against lasting fear after a bad experience.[kalisch2024] In mice,"
            " memories of fear are held by groups of nerve cells in the prefrontal cortex, called [engrams](engram),"
            " and these"
            " engrams can keep the perception of pain going.[stegemann2023] Nobody can simply carry that over to"
            " people. But it shows that such a mechanism can exist.",
            "The author of the clinic’s method sees in the same two parts of the brain the networks that keep bodily"
            " symptoms going.[efremov2024] That step is a theory.",
        ),
        build_key_insight("No tissue damage does not mean no mechanism."),
        build_heading("Fear and pain keep each other going"),
        build_prose(
            "You may know the other half of the story. Pain is frightening. Will it get worse? Will I manage tomorrow?"
            " And fear acts on pain. In mice, when the cells that held an old memory of fear were silenced,"
            " long-lasting pain became less.[stegemann2023]",
        ),
        build_loop_diagram(
            "Fear and pain",
            [("Fear", "amplifies"), ("Pain", "feeds")],
            caption="A loop has no beginning, so it can run on by itself. That fear can keep pain going was shown in"
            " mice.[stegemann2023]",
        ),
        build_prose(
            "This would also explain why the pain wanders. In the clinic’s approach the generator is central, so the"
            " place where it is felt can change.",
            "Stress adds to it: in people with fibromyalgia it can make the pain stronger.[sluka2016] The body answers"
            " stress with a chain of hormones, the [HPA axis](hpa-axis), which raises the level of"
            " cortisol.[efremov2024] Why some"
            " people come through it better than others is still being studied.[kalisch2024] And whether the nerves"
            " outside the brain, or messengers of inflammation called [cytokines](cytokine), take part in"
            " fibromyalgia is an open"
            " question: that evidence is only emerging.[sluka2016]",
        ),
        build_heading("Why the usual treatments reach a ceiling"),
        build_prose(
            "Several treatments help some people: exercise, cognitive behavioural therapy, and medicines such as"
            " duloxetine, milnacipran and pregabalin.[clauw2014][welsch2018][derry2016] If one of them helps you, keep"
            " it.",
            "The clinic’s view is that most of these act on the outputs of the system: on the pain, on the sleep, on"
            " the mood. While they are in place, things get better. Then a hard week comes, and everything flares up"
            " again. What generates the pain has simply not changed.",
        ),
        build_heading("The gut has a say"),
        build_prose(
            "You may have trouble with your gut as well as pain. That may be no accident. In women with fibromyalgia,"
            " the amounts of several gut bacteria differed from those in other people.[minerbi2019] Whether that is a"
            " cause or a result, such a comparison cannot tell.",
            "More was learnt in another illness. In people with irritable bowel syndrome (IBS) whom a talking therapy"
            " helped, the brain and the microbes of the gut changed together,[jacobs2021] as if influence ran in both"
            " directions. That has not been shown for fibromyalgia.",
        ),
        build_loop_diagram(
            "The gut and the brain",
            [("Brain under stress", "unsettles"), ("The gut", "changes"), ("Microbiota", "send signals to")],
            caption="Again a loop. It was studied in people with IBS.[jacobs2021]",
        ),
        build_heading("The structural approach"),
        build_prose(
            "If loops keep the pain going, it makes sense to ask what would break them. This is where the clinic’s"
            " approach goes beyond what the works above have shown. Its method aims at the generator itself: at the"
            " stored link between fear and pain, rather than at each place that hurts.",
            "It does not replace your medicines, your exercise or your other care, and nobody will ask you to stop"
            " them. It does not promise a cure. The theory behind it is set out in a review whose author is also the"
            " author of the method,[efremov2024] so please read that source with this in mind. The list at the end"
            " says the same beside the work.",
        ),
        build_questions(
            "Frequently asked questions",
            build_question(
                "Is the pain real?",
                "Yes. Pain is made by the nervous system, with or without damage in the tissues. That the mechanism"
                " may lie in the brain and the nerves does not make it imagined.",
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
                "Nobody can say that so simply. In people who have fibromyalgia, stress can make the pain"
                " stronger.[sluka2016] That does not show that stress brought it about, in you or in anybody.",
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
                "In people with IBS, brain and gut microbes changed together.[jacobs2021] In women with fibromyalgia,"
                " some gut bacteria were more or less frequent than in others.[minerbi2019] Whether the gut is a cause"
                " is an open question.",
            ),
            build_question(
                "How strong is the evidence for the network view?",
                "Mixed. Three reviews give an overview.[efremov2024][sluka2016][kalisch2024] One study was done in"
                " mice.[stegemann2023] Two look at the gut, in women with fibromyalgia and in people with a different"
                " illness.[minerbi2019][jacobs2021] None of them tests the clinic’s method in people with"
                " fibromyalgia.",
            ),
            topic="Understanding fibromyalgia",
        ),
        build_call_to_action(
            "Ready to see if this applies to your situation?",
            "Answer some questions about your pain, your sleep and your health. It takes about ten minutes, and a"
            " person reads what you send.",
        ),
    ],
)
