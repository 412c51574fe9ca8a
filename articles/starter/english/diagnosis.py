"""The article about what fibromyalgia is and how it is diagnosed."""

from articles.starter.block_builders import (
    build_call_to_action,
    build_heading,
    build_in_short,
    build_key_insight,
    build_prose,
    build_question,
    build_questions,
    build_table,
)
from articles.starter.content import PageContent

DIAGNOSIS = PageContent(
    name="diagnosis",
    topic="Understanding fibromyalgia",
    slug="what-fibromyalgia-is",
    title="What fibromyalgia is, and how it is diagnosed",
    introduction="Pain in many places that does not go away, with tiredness and poor sleep: what doctors look for, how"
    " sure they can be, and what the diagnosis does not tell you.",
    description="What fibromyalgia is, the criteria that doctors use, how well they work, and what is known of the"
    " causes.",
    body=[
        build_in_short(
            "Fibromyalgia means pain in many parts of the body, often with tiredness, poor sleep and trouble"
            " with memory.[clauw2014]",
            "The diagnosis rests on a typical group of symptoms, and on an examination that finds no other"
            " disease which explains them well enough.[hauser2015]",
            "A form can point to fibromyalgia, but it cannot diagnose it in one person.[wolfe2016]",
        ),
        build_prose(
            "Perhaps you have just heard the word for the first time. Perhaps you have carried it with you for years."
            " Either way you may be asking the same things. What is it? How can anybody be sure? And what does it say"
            " about me?",
            "This article answers as far as the works in the list below reach. Where they leave a question open, it"
            " stays open here too.",
        ),
        build_heading("What people have"),
        build_prose(
            "The main sign is pain in many parts of the body. It often comes with tiredness, poor sleep and trouble"
            " with memory.[clauw2014] In a survey of adults in the United States, people who fitted the picture also"
            " told of many other symptoms, of distress, of medical costs and of trouble with work.[walitt2015]",
            "How many people have it depends on whom you ask and by which rules. One [review](review) says that 2 to"
            " 4 in 100"
            " people have the symptoms, and that far fewer have been given the diagnosis.[hauser2015] Another review"
            " says that it is up to 2 to 8 in 100.[clauw2014] In the survey from the United States it was fewer than 2"
            " in 100 adults, by criteria made for that survey. Of those, 73 in 100 had not been given the diagnosis by"
            " a doctor.[walitt2015]",
            "So if nobody has put a name to what you have, you are far from alone.",
        ),
        build_heading("How the diagnosis is made"),
        build_prose(
            "Doctors go by two things: a typical group of symptoms, and an examination that finds no other disease"
            " which explains them well enough.[hauser2015] Many use criteria that were last revised in"
            " 2016.[wolfe2016] These ask where it hurts, how bad the other symptoms are, and for how long.[wolfe2016]",
        ),
        build_table(
            "What the criteria of 2016 ask",
            ["What is asked", "What counts"],
            [
                ["Where it hurts", "19 places on the body, over the past week; in at least 4 of 5 regions[wolfe2016]"],
                [
                    "How bad the rest is",
                    "Tiredness, unrefreshing sleep, thinking: 0 to 3 points each, past week[wolfe2016]",
                ],
                [
                    "What else there was",
                    "Headaches, cramps in the lower belly, depression: 1 point each, past 6 months[wolfe2016]",
                ],
                [
                    "How many points",
                    "At least 7 places and 5 points, or 4 to 6 places and at least 9 points[wolfe2016]",
                ],
                ["How long", "At least 3 months[wolfe2016]"],
            ],
            caption="The criteria hold whether or not somebody has another illness as well.[wolfe2016]",
        ),
        build_prose(
            "The rule about regions was added in 2016. Without it, some people whose pain was in one part of the body"
            " were counted by mistake.[wolfe2016]",
            "How good are such criteria? The version of 2010 and 2011 was compared with older criteria and with what"
            " doctors had found. In the middle of the studies it recognised 86 of 100 people who had fibromyalgia, and"
            " rightly left out 90 of 100 who did not.[wolfe2016] So criteria miss some people, and count some who have"
            " something else.",
        ),
        build_key_insight(
            "A form can point to fibromyalgia, but it cannot diagnose it in one person.[wolfe2016] That takes somebody"
            " who examines you.",
        ),
        build_heading("What is known about the causes"),
        build_prose(
            "Pain can come from damaged or inflamed tissue, and it can come from damaged nerves. Researchers now"
            " describe a third kind, called [nociplastic pain](nociplastic-pain). How it arises is not fully"
            " understood, but a change in"
            " how the brain and the spinal cord handle signals is thought to play a large part.[fitzcharles2021] In"
            " fibromyalgia this kind often occurs alone. It can also come on top of the others.[fitzcharles2021]",
            "In people with fibromyalgia, much speaks for such a change, and stress can make the pain"
            " stronger.[sluka2016] But people differ. The authors of that review see a line, with pain driven wholly"
            " from the body at one end and pain driven wholly by the brain and the spinal cord at the"
            " other.[sluka2016]",
            "There are other leads. Mice that were given [antibodies](antibody) from people with fibromyalgia became"
            " more"
            " sensitive to pressure and to cold.[goebel2021] In women with fibromyalgia, the amounts of several gut"
            " bacteria differed from those in other people.[minerbi2019] Neither of these shows what causes"
            " fibromyalgia in people. What is in the body and what happens in a life are thought to act together, but"
            " the details are unclear.[hauser2015]",
        ),
        build_heading("What the diagnosis does for you"),
        build_prose(
            "A name does not take the pain away. But it can end a search. It tells you that others have the same, that"
            " doctors know it, and where to begin: with an explanation, and with treatments that do not need"
            " medicines.[macfarlane2017] And it gives you words to use with your doctor, your family and your"
            " employer.",
            "The name does not say how bad it is, and it does not say how it will go on. Please do not let it stop you"
            " from having something new looked at.",
        ),
        build_questions(
            "Frequently asked questions",
            build_question(
                "Is fibromyalgia an illness of its own?",
                "It can be seen in two ways: as a diagnosis of its own, or as a group of symptoms in which the brain"
                " and the spinal cord amplify pain.[clauw2014]",
            ),
            build_question(
                "Can I have it together with another illness?",
                "Yes. The criteria of 2016 hold whether or not there is another diagnosis.[wolfe2016]",
            ),
            build_question(
                "I do not meet the criteria. Is it something else, then?",
                "Not necessarily. Criteria do not recognise everybody: those of 2010 and 2011 found 86 of 100, in the"
                " middle of the studies.[wolfe2016] A doctor can see more than a count of points.",
            ),
            build_question(
                "Can the questionnaire on this site tell me?",
                "No. A form that people fill in by themselves is useful for research, but not for diagnosing one"
                " person.[wolfe2016] It helps the clinic to see whether it may be able to help you.",
            ),
            build_question(
                "When should a doctor look first?",
                "Soon, if you also have fever, night sweats, weight loss that you cannot explain, swollen joints, or"
                " if you have had cancer. At once, if you have new trouble with seeing, speaking or moving, or back"
                " pain with new trouble with your bladder or bowels.",
                is_clinic_view=True,
            ),
            topic="What fibromyalgia is",
        ),
        build_call_to_action(
            "Does this sound like you?",
            "Answer some questions about your pain, your sleep and your health. It takes about ten minutes, and a"
            " person reads what you send.",
        ),
    ],
)
