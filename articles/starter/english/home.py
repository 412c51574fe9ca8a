"""The text of the home page."""

from articles.starter.block_builders import (
    build_call_to_action,
    build_heading,
    build_key_insight,
    build_prose,
)
from articles.starter.content import PageContent

HOME = PageContent(
    name="home",
    slug="clinic",
    title="Pain that spreads, and tests that find nothing",
    introduction=(
        "If you hurt in many places and are told that nothing is wrong, you are in the right place. Here you can read"
        " what is known about fibromyalgia, see where each statement comes from, and ask whether the clinic may be able"
        " to help."
    ),
    body=[
        build_key_insight("Your pain is real. The question is not whether it exists, but what keeps it going."),
        build_heading("What you find here"),
        build_prose(
            "We write for people who are tired of being sent round in circles. Our articles are short and plain. Each"
            " number in the text leads to a work that you can look up, with a note on what kind of evidence it is and"
            " who may have an interest in it.",
            "Where the clinic’s own approach goes beyond what a cited work shows, we say so.",
        ),
        build_heading("How it works"),
        build_prose(
            "<ol><li>Read as much or as little as you like. You do not need an account.</li><li>If you recognise"
            " yourself, answer the eligibility questions, one small step after another.</li><li>A person at the clinic"
            " reads your answers and writes back to you.</li></ol>",
        ),
        build_call_to_action(
            "Could the clinic help you?",
            "The eligibility questionnaire takes about ten minutes. You can stop at any point, and a person reads what"
            " you send.",
        ),
    ],
)

ARTICLE_LIST = PageContent(
    name="articles",
    slug="articles",
    title="Articles",
    introduction=(
        "What we know, what we think, and how to tell the two apart. Every article lists the works it is based on."
    ),
    is_in_menu=True,
    body=[],
)
