"""The home page and the list of articles, in German."""

from articles.starter.block_builders import build_call_to_action, build_heading, build_key_insight, build_prose
from articles.starter.content import PageContent
from articles.starter.german.links import BUTTON_TEXT

HOME = PageContent(
    name="home",
    slug="klinik",
    title="Schmerzen, die wandern, und Untersuchungen ohne Befund",
    introduction=(
        "Wenn Ihnen vieles wehtut und man Ihnen sagt, dass Ihnen nichts fehlt, sind Sie hier richtig. Hier können Sie"
        " fragen, ob die Klinik Ihnen helfen kann, und sehen, woher jede Aussage stammt."
    ),
    body=[
        build_key_insight(
            "Ihre Schmerzen sind echt. Die Frage ist nicht, ob es sie gibt, sondern was sie aufrechterhält.",
        ),
        build_heading("Was Sie hier finden"),
        build_prose(
            "Wir schreiben für Menschen, die es leid sind, von einer Stelle zur nächsten geschickt zu werden. Jede"
            " Zahl im Text führt zu einer Arbeit, die Sie nachlesen können. Dort steht, welche Art von Beleg sie ist"
            " und wer ein Interesse am Ergebnis haben kann.",
            "Wo der Ansatz der Klinik über das hinausgeht, was eine Arbeit zeigt, sagen wir das.",
        ),
        build_heading("So funktioniert es"),
        build_prose(
            "<ol><li>Lesen Sie so viel oder so wenig, wie Sie möchten. Sie brauchen kein Konto.</li><li>Wenn Sie sich"
            " wiedererkennen, beantworten Sie die Fragen, einen kleinen Schritt nach dem anderen.</li><li>Ein Mensch"
            " in der Klinik liest Ihre Antworten und schreibt Ihnen zurück.</li></ol>",
        ),
        build_call_to_action(
            "Kann die Klinik Ihnen helfen?",
            "Der Fragebogen dauert etwa zehn Minuten. Sie können jederzeit aufhören, und ein Mensch liest, was Sie"
            " schicken.",
            button=BUTTON_TEXT,
        ),
    ],
)

ARTICLE_LIST = PageContent(
    name="articles",
    slug="artikel",
    title="Artikel",
    introduction=(
        "Was wir wissen, was wir meinen und wie Sie das eine vom anderen unterscheiden. Unter jedem Artikel stehen die"
        " Arbeiten, auf die er sich stützt."
    ),
    is_in_menu=True,
    body=[],
)
