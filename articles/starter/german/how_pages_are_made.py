"""The page on how the pages are made, and the list of people, in German."""

from articles.starter.block_builders import build_clinic_details, build_heading, build_prose
from articles.starter.content import PageContent
from articles.starter.german.links import CONTACT_LINK, PEOPLE_LINK

HOW_PAGES_ARE_MADE = PageContent(
    name="how-pages-are-made",
    slug="wie-unsere-seiten-entstehen",
    title="Wie unsere Seiten entstehen",
    description="Wer schreibt und wer prüft, was Sie hier lesen, worauf es sich stützt, wer dafür bezahlt und wie oft"
    " wir es prüfen.",
    body=[
        build_prose(
            "Wer krank ist, muss wissen, von wem eine Auskunft kommt und warum. Diese Seite sagt, wie die Seiten"
            " dieser Website entstehen. So können Sie entscheiden, wie weit Sie ihnen trauen.",
        ),
        build_heading("Wer schreibt"),
        build_prose(
            "Wer einen Artikel geschrieben hat, steht unter dem Titel. Jeder Name führt zu einer Seite. Auf ihr steht,"
            " was dieser Mensch tut, wo er zugelassen ist, falls er es ist, und welche Interessenkonflikte er angibt."
            " Nennt ein Artikel niemanden, ist niemand vermerkt. Alle, die hier vorgestellt werden, finden Sie unter"
            f" {PEOPLE_LINK}.",
            "Die Klinik hat ein eigenes Interesse: Sie bietet eine Behandlung an, und manche Artikel handeln davon. Wo"
            " etwas die eigene Sicht der Klinik ist, steht das im Text.",
        ),
        build_heading("Wer prüft"),
        build_prose(
            "Wer medizinisch prüft, unterschreibt genau das, was Sie lesen: den Text, die Abbildungen und die"
            " zitierten Arbeiten. Wer den Text zuletzt geändert hat, kann ihn nicht unterschreiben. Danach stehen Name"
            " und Datum unter dem Titel.",
            "Diese Zeile verschwindet von selbst, sobald sie nicht mehr stimmt: wenn der Text geändert wurde, wenn"
            " eine zitierte Arbeit berichtigt oder zurückgezogen wurde oder wenn die nächste Prüfung überfällig ist."
            " Dass eine Änderung zu klein ist, um etwas auszumachen, etwa ein Tippfehler, kann nur jemand sagen, der"
            " medizinisch prüft, und muss es begründen. Ist niemand genannt, gilt heute keine Prüfung.",
        ),
        build_clinic_details("Wer bei uns prüft", "reviewers"),
        build_heading("Worauf sich die Texte stützen"),
        build_prose(
            "Eine Zahl im Text führt zu einer veröffentlichten Arbeit, die Sie nachlesen können. In der Liste am Ende"
            " steht, welche Art von Beleg jede Arbeit ist und ob sie seither berichtigt oder zurückgezogen wurde. Eine"
            " Studie an Tieren oder mit Menschen, die eine andere Krankheit haben, sagt weniger über Sie. Wo das so"
            " ist, soll der Text es sagen.",
        ),
        build_heading("Wie oft wir prüfen"),
        build_prose(
            "Wer eine Seite prüft, legt fest, bis wann sie wieder geprüft wird. Dieses Datum steht neben dem Namen."
            " Die zitierten Arbeiten werden mit Verzeichnissen zurückgezogener Arbeiten verglichen, wo die Klinik das"
            " eingerichtet hat.",
        ),
        build_clinic_details("Wann wir prüfen", "review_interval"),
        build_heading("Wer bezahlt"),
        build_prose(
            "Auf dieser Website ist kein Platz für Werbung. Während Sie lesen, erfahren andere Unternehmen nichts über"
            " Sie. Wer für die Seiten bezahlt und ob jemand davon beim Text mitredet, kann nur die Klinik sagen. Wenn"
            " hier nichts folgt, hat sie es noch nicht getan.",
        ),
        build_clinic_details("Wer für diese Seiten bezahlt", "funding"),
        build_heading("Wenn etwas nicht stimmt"),
        build_prose(
            "Bitte sagen Sie es uns: Unten auf jeder Seite steht ein Link, „Auf dieser Seite stimmt etwas nicht“. Sie"
            f" müssen keine Fachkenntnisse haben. Wie Sie uns sonst erreichen, steht auf der {CONTACT_LINK}.",
            "Wenn wir einen Artikel berichtigen, steht an seinem Ende, was sich geändert hat und wann. Was vorher dort"
            " stand, können Sie weiter lesen.",
        ),
    ],
)

PEOPLE = PageContent(
    name="people",
    slug="team",
    title="Unser Team",
    introduction="Wer diese Seiten schreibt und prüft und wer in der Klinik arbeitet.",
    body=[],
)
