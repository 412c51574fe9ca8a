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
    "Wenn Ihnen vieles wehtut und man Ihnen sagt, dass Ihnen nichts fehlt, sind Sie hier richtig. Hier können Sie"
    " fragen, ob die Klinik Ihnen helfen kann, und sehen, woher jede Aussage stammt."
)
GERMAN_BUTTON_TEXT = "Fragen beantworten"


def build_german_home_body(articles_pk: int) -> list[BlockData]:
    """Return the body of the home page. It links to the English articles, and says that they are in English."""
    return [
        build_key_insight(
            "Ihre Schmerzen sind echt. Die Frage ist nicht, ob es sie gibt, sondern was sie aufrechterhält.",
        ),
        build_heading("Was Sie hier finden"),
        build_prose(
            "Wir schreiben für Menschen, die es leid sind, von einer Stelle zur nächsten geschickt zu werden. Jede"
            " Zahl im Text führt zu einer Arbeit, die Sie nachlesen können. Dort steht, welche Art von Beleg sie"
            " ist und wer ein Interesse am Ergebnis haben kann.",
            "<p>Unsere Artikel gibt es zurzeit nur auf Englisch: "
            f'<a linktype="page" id="{articles_pk}">zu den englischen Artikeln</a>. Den Fragebogen und alles, was dazu'
            " gehört, gibt es auf Deutsch.</p>",
        ),
        build_heading("So funktioniert es"),
        build_prose(
            "<ol><li>Lesen Sie so viel oder so wenig, wie Sie möchten. Sie brauchen kein Konto.</li>"
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
                " Untersuchungen niemand helfen konnte. Wir verstehen Schmerz als etwas, das im ganzen Nervensystem"
                " entsteht, und fragen, was ihn aufrechterhält.",
            ),
            build_heading("Was wir tun"),
            build_prose(
                "Wir erklären. Wir hören zu. Wir prüfen, was Sie uns mitteilen, und sagen Ihnen ehrlich, ob unser"
                " Ansatz Ihnen nach unserer Meinung helfen kann. Wenn Sie zuerst ärztlich untersucht werden sollten,"
                " sagen wir das.",
            ),
            build_heading("Was wir nicht tun"),
            build_prose(
                "Wir stellen keine Diagnosen über das Internet, wir bitten niemanden, eine Behandlung abzubrechen, und"
                " wir versprechen keine Heilung.",
            ),
            build_heading("Wie diese Website geschrieben ist"),
            build_prose(
                "In jedem Artikel steht, auf welche Arbeiten er sich stützt, welche Art von Beleg sie sind und wo"
                " jemand ein eigenes Interesse an der Sache hat. Wo etwas die eigene Sicht der Klinik ist, steht das im"
                " Text. Wenn jemand mit medizinischer Ausbildung einen Artikel geprüft hat, stehen Name und Datum"
                " unter dem Titel; steht dort kein Name, ist keine Prüfung vermerkt.",
                "Diese Website ist eine Demonstration und nennt keine Mitarbeitenden. Eine Klinik, die sie betreibt,"
                " stellt hier ihr Team vor.",
            ),
            build_call_to_action(
                "Kann die Klinik Ihnen helfen?", "Der Fragebogen dauert etwa zehn Minuten.", button=GERMAN_BUTTON_TEXT
            ),
        ],
    ),
    "privacy": InformationPageContent(
        slug="datenschutz",
        title="Datenschutz",
        description="Was mit Ihren Angaben geschieht: verschlüsselt, nur von der Klinik gelesen, auf Ihren Wunsch"
        " gelöscht.",
        body=[
            build_prose(
                "Was Sie uns über Ihre Gesundheit mitteilen, geht nur Sie und die Klinik etwas an. So gehen wir"
                " damit um."
            ),
            build_heading("Wenn Sie nur lesen"),
            build_prose(
                "Sie können jede Seite lesen, ohne uns etwas über sich mitzuteilen. Kein anderes Unternehmen erfährt"
                " dabei etwas: keine Tracker, keine fremden Schriften, keine Schaltflächen sozialer Netzwerke.",
            ),
            build_heading("Wenn Sie den Fragebogen ausfüllen"),
            build_prose(
                "<ul><li>Während Sie ihn ausfüllen, werden Ihre Antworten gespeichert, damit Sie zurückgehen oder"
                " später weitermachen können. Antworten, die Sie nicht abschicken, werden nach 7 Tagen gelöscht."
                " Wenn Sie sie speichern, um später weiterzumachen, steht auf der Seite, bis wann wir sie"
                " aufbewahren.</li><li>Was Sie schreiben, wird verschlüsselt, bevor es gespeichert wird. Nur zwei"
                " Dinge können es öffnen: der eigene Schlüssel der Klinik und der Code, der nach dem Abschicken nur"
                " Ihnen und nur einmal angezeigt wird. Der Teil der Website, den Besucher benutzen, hat beides"
                " nicht.</li><li>Die E-Mails, mit denen wir der Klinik eine Anfrage melden und Ihnen den Eingang oder"
                " etwas Neues mitteilen, enthalten eine Vorgangsnummer und einen Link, aber keine Antworten.</li>"
                "<li>Jedes Mal, wenn jemand in der Klinik öffnet, was Sie geschickt haben,"
                " hält die Website fest, wer es war und wann.</li></ul>",
            ),
            build_heading("Was unverschlüsselt gespeichert wird"),
            build_prose(
                "Einiges wird nicht verschlüsselt, weil die Website es für ihre Arbeit braucht: die Vorgangsnummer, die"
                " Zeiten, die Sprache, welche Fassung der Fragen Sie beantwortet haben, der Stand Ihrer Anfrage,"
                " was die Regeln in einem von drei Wörtern vorschlagen, ob sie dringend ist, ob ein Programm sie"
                " geschickt haben könnte und welche Einwilligung Sie widerrufen haben.",
            ),
            build_heading("Ihre Einwilligung"),
            build_prose(
                "Wir speichern Ihre Antworten, weil Sie darin einwilligen, und bewahren den genauen Wortlaut auf, in"
                " den Sie eingewilligt haben. Sie können Ihre Einwilligung jederzeit widerrufen, ohne einen Grund"
                f' zu nennen: auf <a href="{GERMAN_OWN_PAGE_URL}">Ihrer persönlichen Seite</a>. Wenn die Klinik'
                " ohne diese Einwilligung nicht arbeiten darf, kann dort ab dann niemand mehr lesen oder exportieren,"
                " was Sie geschickt haben.",
            ),
            build_heading("Wie Sie Ihre Antworten löschen oder eine Kopie bekommen"),
            build_prose(
                f'Auf <a href="{GERMAN_OWN_PAGE_URL}">Ihrer persönlichen Seite</a>, mit der Vorgangsnummer und dem'
                " Code, die Sie nach dem Abschicken gesehen haben, können Sie Ihre Antworten lesen und herunterladen,"
                " Ihre Kontaktdaten berichtigen und alles löschen. Was gelöscht ist, ist sofort weg. Nur die"
                " Vorgangsnummer, die Zeiten, die Sprache, die Fassung der Fragen und die Aufzeichnung, wer es"
                " geöffnet hat, bleiben. Aus den Sicherungskopien der Klinik verschwindet es, wenn diese ablaufen.",
                "Wenn Sie den Code verloren haben, schreiben Sie der Klinik und nennen Sie die Vorgangsnummer. Die"
                " Adresse der Klinik steht unten auf jeder Seite, sobald sie eingetragen ist.",
            ),
            build_heading("Wer verantwortlich ist"),
            build_prose(
                "Für Ihre Daten ist die Klinik verantwortlich, die diese Website betreibt. Weil dies eine"
                " Demonstration ist, ist noch keine Klinik genannt. Bitte geben Sie in einer Demonstration keine echten"
                " Gesundheitsdaten ein.",
            ),
        ],
    ),
    "accessibility": InformationPageContent(
        slug="barrierefreiheit",
        title="Barrierefreiheit",
        description="Was wir tun, damit alle diese Website benutzen können, was noch nicht funktioniert und wie Sie uns"
        " Probleme melden.",
        body=[
            build_prose(
                "Wir möchten, dass Sie diese Website mit einer Tastatur, mit einem Screenreader, mit großer"
                " Schrift, auf einem alten Telefon und an einem schlechten Tag benutzen können.",
            ),
            build_heading("Was wir erreichen wollen"),
            build_prose(
                "Die Website soll die Richtlinien für barrierefreie Webinhalte (WCAG) 2.2 auf der Stufe AA erfüllen."
                " Alle Seiten funktionieren auch ohne Skripte. Text lässt sich auf 200 % vergrößern, und die Seiten"
                " passen sich einem schmalen Bildschirm an. Die Farben haben genug Kontrast, hell und dunkel. Nichts"
                " bewegt sich von selbst, und es gibt keinen Zeitdruck.",
            ),
            build_heading("Wie es geprüft wurde"),
            build_prose(
                "Die Seiten werden mit Programmen geprüft, die viele Fehler finden, aber nicht alle. Keine"
                " unabhängige Stelle hat diese Website geprüft, und sie wurde noch nicht mit Menschen getestet, die"
                " jeden Tag Hilfsmittel benutzen.",
            ),
            build_heading("Was noch nicht funktioniert"),
            build_prose(
                "Die Arbeiten, die wir zitieren, stehen auf anderen Websites, und wir können nicht sagen,"
                " wie barrierefrei diese sind. Die Artikel gibt es nur auf Englisch.",
            ),
            build_heading("Wenn Sie auf ein Problem stoßen"),
            build_prose(
                "Bitte teilen Sie der Klinik mit, was Sie tun wollten und was geschehen ist. Die Adresse der Klinik"
                " steht unten auf jeder Seite, sobald sie eingetragen ist.",
            ),
        ],
    ),
}
