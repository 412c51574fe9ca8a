"""The topics of articles and questions, in English."""

from articles.starter.content import TopicContent

TOPICS = (
    TopicContent(
        "understanding",
        "Understanding fibromyalgia",
        "What the diagnosis means, how it is made, and one way to see where the pain comes from.",
    ),
    TopicContent("definition", "What fibromyalgia is"),
    TopicContent(
        "treatment", "What helps", "What can be done, how surely it helps, and how to get there with your doctor."
    ),
    TopicContent("doctor", "Talking to your doctor"),
    TopicContent("clinic", "About the clinic"),
    TopicContent("questionnaire", "About the questionnaire"),
    TopicContent("sent", "After you have sent it"),
    TopicContent("privacy", "About privacy"),
)
