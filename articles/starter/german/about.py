"""The pages about the clinic and the site itself, in German."""

from articles.starter.block_builders import build_call_to_action, build_clinic_details, build_heading, build_prose
from articles.starter.content import PageContent
from articles.starter.german.links import BUTTON_TEXT

ABOUT = PageContent(
    name="about",
    slug="ueber-uns",
    title="Wer wir sind",
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
            "Wir erklären. Wir hören zu. Wir prüfen, was Sie uns mitteilen, und sagen Ihnen ehrlich, ob unser Ansatz"
            " Ihnen nach unserer Meinung helfen kann. Wenn Sie zuerst ärztlich untersucht werden sollten, sagen wir"
            " das.",
        ),
        build_heading("Was wir nicht tun"),
        build_prose(
            "Wir stellen keine Diagnosen über das Internet, wir bitten niemanden, eine Behandlung abzubrechen, und wir"
            " versprechen keine Heilung.",
        ),
        build_heading("Wie diese Website geschrieben ist"),
        build_prose(
            "In jedem Artikel steht, auf welche Arbeiten er sich stützt, welche Art von Beleg sie sind und wo jemand"
            " ein eigenes Interesse an der Sache hat. Wo etwas die eigene Sicht der Klinik ist, steht das im Text."
            " Wenn jemand mit medizinischer Ausbildung einen Artikel geprüft hat, stehen Name und Datum unter dem"
            " Titel; steht dort kein Name, ist keine Prüfung vermerkt.",
            "Solange im Impressum keine Klinik genannt ist, ist diese Website eine Demonstration und nennt keine"
            " Mitarbeitenden. Eine Klinik, die sie betreibt, stellt hier ihr Team vor.",
        ),
        build_clinic_details("Die Klinik", "legal_name", "address", "responsible_person"),
        build_call_to_action(
            "Kann die Klinik Ihnen helfen?", "Der Fragebogen dauert etwa zehn Minuten.", button=BUTTON_TEXT
        ),
    ],
)

ACCESSIBILITY = PageContent(
    name="accessibility",
    slug="barrierefreiheit",
    title="Barrierefreiheit",
    description="Was wir tun, damit alle diese Website benutzen können, was noch nicht funktioniert und wie Sie uns"
    " Probleme melden.",
    body=[
        build_prose(
            "Wir möchten, dass Sie diese Website mit einer Tastatur, mit einem Screenreader, mit großer Schrift, auf"
            " einem alten Telefon und an einem schlechten Tag benutzen können.",
        ),
        build_heading("Was wir erreichen wollen"),
        build_prose(
            "Die Website soll die Richtlinien für barrierefreie Webinhalte (WCAG) 2.2 auf der Stufe AA erfüllen. Alle"
            " Seiten funktionieren auch ohne Skripte. Text lässt sich auf 200 % vergrößern, und die Seiten passen sich"
            " einem schmalen Bildschirm an. Die Farben haben genug Kontrast, hell und dunkel. Nichts bewegt sich von"
            " selbst, und es gibt keinen Zeitdruck.",
        ),
        build_heading("Wie es geprüft wurde"),
        build_prose(
            "Die Seiten werden mit Programmen geprüft, die viele Fehler finden, aber nicht alle. Keine unabhängige"
            " Stelle hat diese Website geprüft, und sie wurde noch nicht mit Menschen getestet, die jeden Tag"
            " Hilfsmittel benutzen.",
        ),
        build_heading("Was noch nicht funktioniert"),
        build_prose(
            "Die Arbeiten, die wir zitieren, stehen auf anderen Websites, und wir können nicht sagen, wie barrierefrei"
            " diese sind. Die meisten sind auf Englisch. Eine Fassung in Leichter Sprache oder Gebärdensprache gibt es"
            " noch nicht.",
        ),
        build_heading("Wenn Sie auf ein Problem stoßen"),
        build_prose(
            "Bitte teilen Sie der Klinik mit, was Sie tun wollten und was geschehen ist. Die Adresse der Klinik steht"
            " unten auf jeder Seite, sobald sie eingetragen ist.",
        ),
    ],
)
