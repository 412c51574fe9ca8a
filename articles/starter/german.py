"""The home page and the pages about the clinic in German. The articles and the FAQ exist in English only."""

from articles.starter.block_builders import (
    BlockData,
    build_call_to_action,
    build_heading,
    build_key_insight,
    build_prose,
)
from articles.starter.information import InformationPageContent

GERMAN_LANGUAGE = "de"
GERMAN_OWN_PAGE_URL = "/de/eligibility/yours/"
GERMAN_HOME_SLUG = "klinik"
GERMAN_HOME_TITLE = "Schmerzen, die wandern, und Untersuchungen ohne Befund"
GERMAN_HOME_STANDFIRST = (
    "Wenn Ihnen vieles wehtut und man Ihnen sagt, dass Ihnen nichts fehlt, sind Sie hier richtig. Hier fragen Sie, ob"
    " die Klinik Ihnen helfen kann, und sehen, woher jede Aussage stammt."
)
GERMAN_BUTTON_TEXT = "Fragen beantworten"


def build_german_home_body(articles_pk: int) -> list[BlockData]:
    """Return the body of the home page. It links to the English articles, and says that they are in English."""
    return [
        build_key_insight(
            "Ihre Schmerzen sind echt. Die Frage ist nicht, ob es sie gibt, sondern was sie am Laufen hält.",
        ),
        build_heading("Was Sie hier finden"),
        build_prose(
            "Wir schreiben für Menschen, die es müde sind, im Kreis geschickt zu werden. Hinter jeder Zahl im Text"
            " steht eine Arbeit, die Sie nachschlagen können, mit einem Hinweis, welche Art von Beleg sie ist und wer"
            " ein Interesse daran haben kann.",
            "<p>Unsere Artikel gibt es zurzeit nur auf Englisch: "
            f'<a linktype="page" id="{articles_pk}">zu den englischen Artikeln</a>. Den Fragebogen und alles, was dazu'
            " gehört, gibt es auf Deutsch.</p>",
        ),
        build_heading("So geht es"),
        build_prose(
            "<ol><li>Lesen Sie, so viel oder so wenig Sie möchten. Sie brauchen kein Konto.</li>"
            "<li>Wenn Sie sich wiedererkennen, beantworten Sie die Fragen, einen kleinen Schritt nach dem anderen.</li>"
            "<li>Ein Mensch in der Klinik liest Ihre Antworten und schreibt Ihnen zurück.</li></ol>",
        ),
        build_call_to_action(
            "Kann die Klinik Ihnen helfen?",
            "Der Fragebogen dauert etwa zehn Minuten. Sie können jederzeit aufhören, und ein Mensch liest, was Sie"
            " schicken.",
            button=GERMAN_BUTTON_TEXT,
        ),
    ]


# By the address of the page that each translates.
GERMAN_INFORMATION_PAGES = {
    "about": InformationPageContent(
        slug="ueber-uns",
        title="Über uns",
        description="Was die Klinik tut, was sie nicht tut und wie diese Website geschrieben ist.",
        is_in_menu=True,
        body=[
            build_prose(
                "Wir arbeiten mit Menschen, die an vielen Stellen Schmerzen haben und denen mit den üblichen"
                " Untersuchungen niemand helfen konnte. Wir sehen Schmerz als etwas, das das ganze Nervensystem macht,"
                " und fragen, was ihn am Laufen hält.",
            ),
            build_heading("Was wir tun"),
            build_prose(
                "Wir erklären. Wir hören zu. Wir sehen uns an, was Sie uns sagen, und sagen ehrlich, ob unser Ansatz"
                " Ihnen nach unserer Meinung nützen kann. Wenn zuerst eine Ärztin oder ein Arzt Sie sehen sollte,"
                " sagen wir das.",
            ),
            build_heading("Was wir nicht tun"),
            build_prose(
                "Wir stellen keine Diagnosen über das Internet, wir bitten niemanden, eine Behandlung abzubrechen, und"
                " wir versprechen keine Heilung.",
            ),
            build_heading("Wie diese Website geschrieben ist"),
            build_prose(
                "Jeder Artikel sagt, auf welche Arbeiten er sich stützt, welche Art von Beleg sie sind und wo jemand"
                " ein eigenes Interesse an der Sache hat. Wo etwas die eigene Sicht der Klinik ist, steht das im"
                " Text. Wenn jemand mit medizinischer Ausbildung einen Artikel geprüft hat, stehen Name und Datum"
                " unter dem Titel; steht dort kein Name, ist keine Prüfung festgehalten.",
                "Diese Website ist eine Vorführung und nennt keine Mitarbeitenden. Eine Klinik, die sie betreibt,"
                " stellt hier ihre Menschen vor.",
            ),
            build_call_to_action(
                "Kann die Klinik Ihnen helfen?", "Der Fragebogen dauert etwa zehn Minuten.", button=GERMAN_BUTTON_TEXT
            ),
        ],
    ),
    "privacy": InformationPageContent(
        slug="datenschutz",
        title="Datenschutz",
        description="Was mit dem geschieht, was Sie uns sagen: verschlossen, nur von der Klinik gelesen, auf Ihren"
        " Wunsch gelöscht.",
        body=[
            build_prose(
                "Was Sie uns über Ihre Gesundheit sagen, geht niemanden etwas an als Sie und die Klinik. So gehen wir"
                " damit um."
            ),
            build_heading("Wenn Sie nur lesen"),
            build_prose(
                "Sie können jede Seite lesen, ohne uns etwas zu sagen. Kein anderes Unternehmen erfährt dabei etwas:"
                " keine Zähler, keine Schriften von anderswo, keine Knöpfe sozialer Netze.",
            ),
            build_heading("Wenn Sie den Fragebogen ausfüllen"),
            build_prose(
                "<ul><li>Während Sie ihn ausfüllen, werden Ihre Antworten als Entwurf aufbewahrt, damit Sie"
                " zurückgehen und wiederkommen können. Ein Entwurf wird 7 Tage, nachdem Sie ihn zuletzt behalten"
                " wollten, gelöscht.</li><li>Was Sie schreiben, wird verschlossen, bevor es gespeichert wird. Nur der"
                " eigene Schlüssel der Klinik öffnet es, oder der Code, den nur Sie nach dem Abschicken einmal sehen."
                " Der Teil der Website, den Besucher benutzen, hat beides nicht.</li><li>Die E-Mails, die der Klinik"
                " eine Anfrage melden und Ihnen, dass sie angekommen ist oder dass es etwas Neues gibt, enthalten eine"
                " Vorgangsnummer und einen Link. Sie enthalten keine Antworten.</li><li>Jedes Mal, wenn jemand in"
                " der Klinik öffnet, was Sie geschickt haben, hält die Website fest, wer es war und wann.</li></ul>",
            ),
            build_heading("Was unverschlossen gespeichert wird"),
            build_prose(
                "Einiges wird nicht verschlossen, weil die Website es für ihre Arbeit braucht: die Vorgangsnummer, die"
                " Zeiten, die Sprache, welche Fassung der Fragen Sie beantwortet haben, wie es um Ihre Anfrage steht,"
                " was die Regeln in einem von drei Wörtern vorschlagen, ob sie dringend ist, ob ein Programm sie"
                " geschickt haben könnte und welche Einwilligung Sie zurückgezogen haben.",
            ),
            build_heading("Ihre Einwilligung"),
            build_prose(
                "Wir speichern Ihre Antworten, weil Sie darin einwilligen, und bewahren den genauen Wortlaut auf, in"
                " den Sie eingewilligt haben. Sie können Ihre Einwilligung jederzeit zurückziehen, ohne einen Grund"
                f' zu nennen: auf <a href="{GERMAN_OWN_PAGE_URL}">Ihrer eigenen Seite</a>. Wenn die Klinik ohne sie'
                " nicht auskommt, kann dort von da an niemand mehr lesen oder ausgeben, was Sie geschickt haben.",
            ),
            build_heading("Wie Sie Ihre Antworten löschen lassen oder eine Kopie bekommen"),
            build_prose(
                f'Auf <a href="{GERMAN_OWN_PAGE_URL}">Ihrer eigenen Seite</a>, mit der Vorgangsnummer und dem Code, die'
                " Sie nach dem Abschicken gesehen haben, lesen Sie Ihre Antworten, laden sie herunter, berichtigen, wie"
                " man Sie erreicht, und löschen alles. Was gelöscht ist, ist sofort weg: Nur die Vorgangsnummer, die"
                " Zeiten,"
                " die Sprache, die Fassung der Fragen und die Aufzeichnung, wer es geöffnet hat, bleiben. Aus den"
                " Sicherungen der Klinik verschwindet es, wenn diese ablaufen.",
                "Wenn Sie den Code verloren haben, schreiben Sie der Klinik und nennen Sie die Vorgangsnummer. Ihre"
                " Adresse steht am Fuß jeder Seite, sobald die Klinik sie eingetragen hat.",
            ),
            build_heading("Wer verantwortlich ist"),
            build_prose(
                "Für Ihre Daten ist die Klinik verantwortlich, die diese Website betreibt. Weil dies eine Vorführung"
                " ist, ist noch keine Klinik genannt. Bitte schicken Sie einer Vorführung keine echten"
                " Gesundheitsdaten.",
            ),
        ],
    ),
    "accessibility": InformationPageContent(
        slug="barrierefreiheit",
        title="Barrierefreiheit",
        description="Was wir tun, damit alle diese Website benutzen können, was noch nicht geht und wie Sie es uns"
        " sagen.",
        body=[
            build_prose(
                "Wir möchten, dass Sie diese Website mit einer Tastatur, mit einem Bildschirmleser, mit großer"
                " Schrift, auf einem alten Telefon und an einem schlechten Tag benutzen können.",
            ),
            build_heading("Was wir erreichen wollen"),
            build_prose(
                "Die Website soll die Richtlinien für barrierefreie Webinhalte (WCAG) 2.2 auf der Stufe AA erfüllen."
                " Alle Seiten gehen auch ohne Skripte. Text lässt sich auf 200 % vergrößern, und die Seiten passen"
                " sich einem schmalen Bildschirm an. Die Farben sind auf Kontrast gewählt, hell und dunkel. Nichts"
                " bewegt sich von selbst, und niemand drängt Sie.",
            ),
            build_heading("Wie es geprüft wurde"),
            build_prose(
                "Die Seiten werden mit Programmen geprüft, die viele Fehler finden, aber nicht alle. Keine"
                " unabhängige Stelle hat diese Website geprüft, und sie wurde noch nicht mit Menschen erprobt, die"
                " jeden Tag Hilfsmittel benutzen.",
            ),
            build_heading("Was noch nicht geht"),
            build_prose(
                "Die Arbeiten, die wir zitieren, stehen auf anderen Websites, und wir können nicht dafür einstehen,"
                " wie barrierefrei sie sind. Die Artikel gibt es nur auf Englisch.",
            ),
            build_heading("Wenn Ihnen etwas im Weg steht"),
            build_prose(
                "Bitte sagen Sie der Klinik, was Sie tun wollten und was geschehen ist. Ihre Adresse steht am Fuß"
                " jeder Seite, sobald die Klinik sie eingetragen hat.",
            ),
        ],
    ),
}
