"""The article about what helps, and how surely."""

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

TREATMENT = PageContent(
    name="treatment",
    topic="What helps",
    slug="what-helps-and-how-surely",
    title="What helps, and how surely",
    introduction="Move more, rest more, take this, leave that: people with fibromyalgia get much advice. Here it is"
    " sorted by how well it has been studied.",
    description="Exercise, talking therapies and medicines for fibromyalgia: what the studies found, in plain numbers,"
    " and how sure it is.",
    body=[
        build_in_short(
            "Nothing that was tested is a cure, and nothing helps everybody. But some things help some people.",
            "Exercise was the only treatment that a group of European experts recommended strongly.[macfarlane2017]",
            "With pregabalin, to take one medicine, the pain of about one person in ten falls by at least half"
            " because of the drug.[derry2016]",
        ),
        build_prose(
            "If you have fibromyalgia, you have probably heard a good deal of advice, and some of it sounded like"
            " blame. This article looks at what has been tested in people with fibromyalgia. Nothing in it is a cure,"
            " and nothing helps everybody. But some things help some people, and you have a right to know how many,"
            " and how much.",
            "Please change a medicine only together with the doctor who prescribes it.",
        ),
        build_heading("Where to begin"),
        build_prose(
            "A group of experts from 12 countries went through 107 [reviews](review) of treatments. They advise that"
            " you and"
            " your doctor decide together, and that care begins with an explanation and with treatments that do not"
            " need medicines.[macfarlane2017] If that is not enough, other treatments can be chosen to fit you: a"
            " psychological therapy, a medicine for severe pain or poor sleep, or a programme that combines several,"
            " if everyday life has become very hard. The group recommends all of these only weakly.[macfarlane2017]",
        ),
        build_heading("Movement"),
        build_prose(
            "Exercise was the only treatment that the group recommended strongly.[macfarlane2017] That does not mean"
            " that it works wonders. It means that they were surest of it.",
            "One review took 13 [trials](clinical-trial) with 839 adults together. Aerobic exercise, which makes the"
            " heart beat faster,"
            " improved people’s quality of life by the end of the programme; the quality of this evidence was"
            " moderate.[bidonde2017] Another looked at programmes that mix two or more kinds of exercise, in 29 trials"
            " with 2088 adults. People rated their quality of life 7 points better out of 100 than people with usual"
            " care or none, and their pain 5 points lower out of 100.[bidonde2019]",
            "These are small steps. How they were taken matters too. The aerobic programmes began gently and rose"
            " slowly: two or three sessions a week of about 35 minutes, with somebody there to guide"
            " them.[bidonde2017] If exercise has made you worse before, our advice is to begin far below what you"
            " think you can do, and to stay there for a while.",
        ),
        build_heading("Talking therapies"),
        build_prose(
            "In 23 trials with 2031 people, [cognitive behavioural therapies](cognitive-therapy) lowered pain by"
            " about half a point out of"
            " 10 more than what they were compared with. The quality of the evidence was low.[bernardy2013] They may"
            " also ease low mood and disability a little, and the effect was still seen six months later. As many"
            " people left these therapies as left the other treatments; about side effects there is no precise"
            " information.[bernardy2013]",
            "That a talking therapy can ease pain does not mean that the pain is imagined. Pain is handled in the"
            " brain, and so are thoughts and feelings.",
        ),
        build_heading("Medicines"),
        build_prose(
            "<b>Pregabalin.</b> At 300 to 600 mg a day, pain fell by at least half in 23 of 100 people; with a [dummy"
            " drug](placebo) it did so in 14 of 100. So about one person in ten gains this because of the"
            " drug.[derry2016]"
            " Dizziness was common, in 25 more of 100 people than with the dummy drug, and so was sleepiness, in 13"
            " more of 100.[derry2016]",
            "<b>Duloxetine.</b> In people with fibromyalgia, 60 mg a day made it likelier that pain fell by at least"
            " half over 12 weeks: of eight people who take it, one gains this because of the drug, though it may be"
            " one of 4 or one of 21.[lunn2014] A third of that dose did not work, and twice the dose did no"
            " more.[lunn2014] Over all the illnesses in which it was studied, about 13 of 100 people stopped because"
            " of side effects; serious ones were rare.[lunn2014]",
            "<b>Duloxetine and milnacipran together.</b> A later review, with 18 trials and 7903 adults, says that"
            " they may reduce pain. A minority of people get relief from them without side effects such as nausea and"
            " sleepiness.[welsch2018]",
        ),
        build_heading("What helps less, and where experts differ"),
        build_prose(
            "[Nociplastic pain](nociplastic-pain), the kind that is common in fibromyalgia, responds less to"
            " treatments aimed at the place"
            " that hurts: anti-inflammatory drugs, [opioids](opioid), operations and injections.[fitzcharles2021]",
            "NICE, which writes [guidelines](guideline) for England, speaks of chronic primary pain, which is pain"
            " that no other"
            " illness accounts for well enough.[nice2021] For this it advises exercise programmes, two kinds of"
            " talking therapy and acupuncture. Of medicines it lets doctors newly start only certain antidepressants:"
            " not paracetamol, anti-inflammatory drugs, benzodiazepines or opioids.[nice2021] A review from the United"
            " States also names the group that pregabalin belongs to among the treatments with good"
            " evidence.[clauw2014] So your doctor may see it one way or the other. If you take one of these medicines"
            " now, please do not stop it on your own.",
        ),
        build_table(
            "What was found, at a glance",
            ["Treatment", "What was found", "How sure it is"],
            [
                ["Aerobic exercise", "Better quality of life[bidonde2017]", "Moderate: 13 trials[bidonde2017]"],
                [
                    "Mixed exercise",
                    "Quality of life 7 points better, pain 5 points lower, out of 100[bidonde2019]",
                    "29 trials[bidonde2019]",
                ],
                [
                    "Cognitive behavioural therapies",
                    "Pain half a point lower, out of 10[bernardy2013]",
                    "Low: 23 trials[bernardy2013]",
                ],
                [
                    "Pregabalin[derry2016]",
                    "Pain halved in one person in ten because of the drug[derry2016]",
                    "Trials of 8 weeks or longer[derry2016]",
                ],
                [
                    "Duloxetine, 60 mg a day[lunn2014]",
                    "Pain halved in one person in eight because of the drug[lunn2014]",
                    "Measured over 12 weeks[lunn2014]",
                ],
                ["Acupuncture", "Advised in England for chronic primary pain[nice2021]", "A guideline[nice2021]"],
            ],
            caption="You may gain more than this, or less, or nothing.",
        ),
        build_key_insight("If a treatment does not help you, you have not failed. It has."),
        build_heading("And the clinic’s method?"),
        build_prose(
            "It is not in the table, because no work that we cite tests it in people with fibromyalgia. The review"
            " that describes it says itself that it needs more studies.[efremov2024] It is meant to be used beside the"
            " treatments above, never in their place.",
        ),
        build_questions(
            "Frequently asked questions",
            build_question(
                "What should I begin with?",
                "With an explanation of what you have, and with gentle movement that rises slowly; that is what the"
                " experts advise first.[macfarlane2017] Choose something that you can bear on a bad day.",
            ),
            build_question(
                "Why do my painkillers not help?",
                "Nociplastic pain, the kind that is common in fibromyalgia, responds less to opioids and to drugs"
                " against inflammation.[fitzcharles2021] Please talk to your doctor before you stop one.",
            ),
            build_question(
                "One person in ten: is that worth it?",
                "Only you can say, with your doctor. It helps to agree beforehand what you hope for, after how many"
                " weeks you will look back, and when you would stop.",
                is_clinic_view=True,
            ),
            build_question(
                "May I combine treatments?",
                "Yes, if your doctor knows all of them. For people whose everyday life has become very hard, the"
                " European experts name programmes that combine several.[macfarlane2017]",
            ),
            build_question(
                "What about diets, vitamins, cannabis or massage?",
                "The works that we cite here do not tell us enough about them, so we say nothing. That does not mean"
                " that they help, or that they do not.",
                is_clinic_view=True,
            ),
            topic="What helps",
        ),
        build_call_to_action(
            "Could the clinic help you?",
            "Answer some questions about your pain, your sleep and your health. It takes about ten minutes, and a"
            " person reads what you send.",
        ),
    ],
)
