"""The terms that the articles use, in plain words. A definition says what a word means and claims nothing."""

from articles.starter.content import PageContent, TermContent

GLOSSARY = PageContent(
    name="glossary",
    slug="glossary",
    title="Glossary",
    introduction="What the words mean that you meet in our articles, from A to Z.",
    description="Medical words from our articles on fibromyalgia, in plain language.",
    body=[],
)
TERMS = (
    TermContent(
        "antibody", "antibody", "A protein with which the body marks what it takes for an intruder, such as a germ."
    ),
    TermContent(
        "central-sensitisation",
        "central sensitisation",
        "The idea that the brain and the spinal cord have become more sensitive, so that they turn signals up.",
    ),
    TermContent(
        "clinical-trial",
        "clinical trial",
        "A study in which people get different treatments, so that these can be compared.",
        other_forms="trial",
    ),
    TermContent(
        "cognitive-therapy",
        "cognitive behavioural therapy",
        "A talking therapy that looks at how thoughts, feelings and habits act on each other, and tries out new ways.",
        other_forms="CBT",
    ),
    TermContent(
        "cytokine",
        "cytokine",
        "A small protein with which cells tell each other what to do, for example in an inflammation.",
    ),
    TermContent("engram", "engram", "A group of nerve cells that together hold a memory."),
    TermContent(
        "guideline",
        "guideline",
        "Advice for doctors and patients on which a group of experts has agreed after weighing the studies.",
    ),
    TermContent(
        "hpa-axis",
        "HPA axis",
        "A chain from the brain to two glands above the kidneys. Under stress it passes hormones on.",
        other_forms="hypothalamic–pituitary–adrenal axis",
    ),
    TermContent(
        "nociplastic-pain",
        "nociplastic pain",
        "Pain that has to do with how the nervous system handles signals, without clear damage to tissue or nerves.",
    ),
    TermContent("opioid", "opioid", "A strong painkiller of the same family as morphine."),
    TermContent(
        "placebo",
        "placebo",
        "A treatment that looks like the one that is tested and has no active ingredient.",
        other_forms="dummy drug",
    ),
    TermContent(
        "review",
        "review",
        "A work that sums up the studies of a question. A systematic review looks for all of them, by a fixed plan.",
        other_forms="systematic review",
    ),
)
