"""The questions and answers about the clinic, the questionnaire and privacy, in German."""

from articles.starter.block_builders import (
    build_call_to_action,
    build_question,
    build_questions,
    build_shared_questions,
)
from articles.starter.content import PageContent
from articles.starter.german.links import BUTTON_TEXT, OWN_PAGE_LINK, PRIVACY_LINK

FAQ = PageContent(
    name="faq",
    slug="fragen",
    title="Fragen und Antworten",
    description="Über die Klinik, den Fragebogen und das, was mit Ihren Angaben geschieht.",
    is_in_menu=True,
    body=[
        build_shared_questions("Was Fibromyalgie ist"),
        build_shared_questions("Fibromyalgie verstehen"),
        build_shared_questions("Was hilft"),
        build_shared_questions("Das Gespräch in der Arztpraxis"),
        build_questions(
            "Über die Klinik",
            build_question(
                "Ist das eine echte Klinik?",
                "Diese Website ist eine funktionierende Demonstration. Sie zeigt, wie eine Klinik für Fibromyalgie"
                " sich vorstellen und Anfragen annehmen könnte. Eine Klinik, die sie betreibt, sagt auf ihrer"
                " Kontaktseite und im Impressum, wer sie ist.",
            ),
            build_question(
                "Für wen ist sie da?",
                "Für Erwachsene, die seit drei Monaten oder länger an vielen Stellen Schmerzen haben, mit oder ohne"
                " Diagnose. Wenn Sie unter 18 sind, sprechen Sie bitte mit Ihrer Hausarztpraxis oder Kinderarztpraxis."
                " Sie kann Sie an eine Stelle für junge Menschen überweisen.",
            ),
            build_question(
                "Ersetzen Sie meine Ärztin oder meinen Arzt?",
                "Nein. Bitte bleiben Sie in ärztlicher Behandlung und setzen Sie Ihre Behandlungen fort. Der Ansatz"
                " der Klinik soll sie ergänzen.",
                is_clinic_view=True,
            ),
            build_question(
                "Was soll ich in einem Notfall tun?",
                "Rufen Sie die Notrufnummer Ihres Landes an. Niemand beobachtet diese Website rund um die Uhr, und"
                " niemand liest sofort, was Sie abschicken.",
            ),
        ),
        build_questions(
            "Über den Fragebogen",
            build_question(
                "Was fragen Sie?",
                "Wo Sie Schmerzen haben und seit wann, wie Sie schlafen, wie müde Sie sind und wie klar Sie denken"
                " können, wer Sie jetzt behandelt, einige Anzeichen, die zuerst ärztlich untersucht werden sollten,"
                " und wie wir Sie erreichen.",
            ),
            build_question(
                "Wie lange dauert das?",
                "Etwa zehn Minuten. Es ist ein kleiner Schritt nach dem anderen, und Sie können zurückgehen.",
            ),
            build_question(
                "Kann ich aufhören und später weitermachen?",
                "Ja, sieben Tage lang. Auf demselben Gerät brauchen Sie nichts dafür. Für ein anderes Gerät wählen Sie"
                " „Speichern und später weitermachen“: Dann bekommen Sie einen Code und, wenn Sie möchten, einen Link"
                " per E-Mail. Antworten, die Sie nicht abschicken, werden nach den sieben Tagen gelöscht.",
            ),
            build_question(
                "Kann ich ihn für jemand anderen ausfüllen?",
                "Ja, wenn dieser Mensch davon weiß. Beantworten Sie jede Frage so, wie er sie beantworten würde.",
            ),
            build_question(
                "Kann eine einzelne Antwort mich ausschließen?",
                "Nein, keine einzelne Antwort entscheidet. Die Website ordnet die Formulare, damit dringende zuerst"
                " gelesen werden. Ein Mensch in der Klinik liest jedes und entscheidet, wie es weitergeht.",
            ),
            build_question(
                "Ist das eine Diagnose?",
                "Nein. Die Fragen folgen veröffentlichten Kriterien. Was jemand über sich selbst angibt, reicht aber"
                " nicht aus, um bei einem einzelnen Menschen eine Diagnose zu stellen.[wolfe2016]",
            ),
        ),
        build_questions(
            "Nach dem Abschicken",
            build_question(
                "Wie geht es dann weiter?",
                "Sie sehen eine Vorgangsnummer und einen Code. Kopieren, drucken oder speichern Sie beides: Der Code"
                " wird nur in diesem Browser und nur eine Stunde lang angezeigt. Jemand aus dem Team liest Ihre"
                " Antworten und schreibt Ihnen oder ruft Sie vielleicht an, wenn Sie eine Telefonnummer angegeben"
                " haben.",
            ),
            build_question(
                "Wo sehe ich den Stand?",
                f"Auf {OWN_PAGE_LINK}, mit der Vorgangsnummer und dem Code. Sie öffnet sich auf jedem Gerät, über"
                " einen Link unten auf jeder Seite dieser Website. Dort können Sie Nachrichten der Klinik und Ihre"
                " Antworten lesen, Ihre Kontaktdaten berichtigen und eine Kopie herunterladen. Zurückschreiben können"
                " Sie dort nicht.",
            ),
            build_question(
                "Wie erfahre ich, dass es etwas Neues gibt?",
                "Wenn Sie eine E-Mail-Adresse angegeben haben, schicken wir Ihnen jedes Mal eine E-Mail, wenn auf"
                " Ihrer persönlichen Seite eine Nachricht steht. Sonst schauen Sie bitte von Zeit zu Zeit dort nach.",
            ),
            build_question(
                "Was ist, wenn ich meinen Code verliere?",
                "Wir bewahren den Code nicht auf, deshalb kann ihn niemand wiederfinden. Wenden Sie sich an die Klinik"
                " und nennen Sie Ihre Vorgangsnummer. Sie kann Ihnen einen neuen Code geben, der Ihre Nachrichten und"
                " den Stand zeigt, aber nicht Ihre Antworten. Der alte Code gilt dann nicht mehr.",
            ),
        ),
        build_questions(
            "Über den Datenschutz",
            build_question(
                "Wer kann lesen, was ich schreibe?",
                "Das Team der Klinik, wer diese Website für die Klinik verwaltet, und Sie. Ihre Antworten werden"
                " verschlüsselt, bevor sie gespeichert werden. Die Klinik hat den Schlüssel, der sie öffnet, und die"
                " Website hält fest, wer sie wann geöffnet hat. Sie selbst öffnen sie mit dem Code, der nach dem"
                " Abschicken einmal angezeigt wird. Wer die Artikel schreibt, kann sie nicht sehen.",
            ),
            build_question(
                "Ist alles verschlüsselt?",
                "Alles, was Sie geschrieben haben: Ihre Antworten, Ihr Name und wie man Sie erreicht. Auch die"
                " Nachrichten und Notizen der Klinik sind es. Einiges, was die Website für ihre Arbeit braucht, ist es"
                " nicht, zum Beispiel die Vorgangsnummer, die Zeiten und ob die Anfrage dringend ist. Auf der"
                f" {PRIVACY_LINK} steht die ganze Liste.",
            ),
            build_question(
                "Schicken Sie meine Antworten per E-Mail?",
                "Nein. Das Team bekommt eine kurze E-Mail, dass etwas eingegangen ist. Wenn Sie eine E-Mail-Adresse"
                " angegeben haben, bekommen Sie eine, dass wir Ihr Formular erhalten haben, und eine, wenn es auf"
                " Ihrer persönlichen Seite etwas Neues gibt. Jede enthält eine Vorgangsnummer und einen Link und"
                " nichts von dem, was Sie oder wir geschrieben haben.",
            ),
            build_question(
                "Verwenden Sie Cookies oder Tracker?",
                "Es gibt keine Tracker, und nichts wird von anderen Unternehmen geladen. Ein Cookie wird nur gesetzt,"
                " wenn er gebraucht wird, zum Beispiel damit Sie im Fragebogen dort weitermachen können, wo Sie waren.",
            ),
            build_question(
                "Wie lange bewahren Sie auf, was ich geschickt habe?",
                "Bis Sie es löschen. Die Website löscht nichts von selbst, nur weil es alt ist. Wenn die Klinik Sie"
                " behandelt, führt sie eine eigene Patientenakte, für die eigene Regeln gelten.",
            ),
            build_question(
                "Kann ich meine Einwilligung widerrufen oder meine Antworten löschen?",
                f"Ja, beides, jederzeit, auf {OWN_PAGE_LINK}. Sie müssen niemanden fragen. Was Sie löschen, ist auf"
                " der Website sofort und endgültig weg; aus Sicherungskopien verschwindet es, wenn diese ablaufen."
                " Wenn Sie die Einwilligung widerrufen, ohne die die Klinik nicht arbeiten darf, kann sie nicht mehr"
                " lesen, was Sie geschickt haben.",
            ),
            build_question(
                "Wo kann ich mich beschweren?",
                "Bei der Klinik und jederzeit bei einer Datenschutzbehörde: dort, wo Sie wohnen, wo Sie arbeiten oder"
                " wo nach Ihrer Meinung etwas falsch gelaufen ist.",
            ),
        ),
        build_call_to_action(
            "Möchten Sie wissen, ob das auf Sie zutrifft?",
            "Sie können alle Fragen lesen, bevor Sie etwas abschicken.",
            button=BUTTON_TEXT,
        ),
    ],
)
