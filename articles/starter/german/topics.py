"""The topics of articles and questions, in German."""

from articles.starter.content import TopicContent

TOPICS = (
    TopicContent(
        "understanding",
        "Fibromyalgie verstehen",
        "Was die Diagnose bedeutet, wie sie gestellt wird und woher der Schmerz kommen könnte.",
    ),
    TopicContent("definition", "Was Fibromyalgie ist"),
    TopicContent(
        "treatment", "Was hilft", "Was man tun kann, wie sicher es hilft und wie Sie es in der Arztpraxis besprechen."
    ),
    TopicContent("doctor", "Das Gespräch in der Arztpraxis"),
    TopicContent("clinic", "Über die Klinik"),
    TopicContent("questionnaire", "Über den Fragebogen"),
    TopicContent("sent", "Nach dem Abschicken"),
    TopicContent("privacy", "Über den Datenschutz"),
)
