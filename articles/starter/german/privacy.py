"""The page about privacy, in German. What it says is what docs/privacy.md describes; change both together."""

from articles.starter.block_builders import build_clinic_details, build_heading, build_prose
from articles.starter.content import PageContent
from articles.starter.german.links import OWN_PAGE_LINK

PRIVACY = PageContent(
    name="privacy",
    slug="datenschutz",
    title="Datenschutz",
    description="Was wir speichern, wenn Sie uns schreiben, wer es öffnen kann, wie lange wir es aufbewahren und wie"
    " Sie es löschen.",
    body=[
        build_prose(
            "Was Sie uns über Ihre Gesundheit mitteilen, geht nur Sie und die Klinik etwas an. Hier steht in einfachen"
            " Worten, wie wir heute damit umgehen.",
        ),
        build_heading("Wenn Sie nur lesen"),
        build_prose(
            "Sie können jede Seite lesen, ohne uns etwas über sich mitzuteilen. Kein anderes Unternehmen erfährt dabei"
            " etwas: keine Tracker, keine fremden Schriften, keine Schaltflächen sozialer Netzwerke. Ein Cookie setzen"
            " wir nur, wenn eine Seite ihn braucht, zum Beispiel damit Sie im Fragebogen dort weitermachen können, wo"
            " Sie waren. Bei einem langen Artikel merkt sich Ihr Browser bis zu 30 Tage, wo Sie aufgehört haben: nur"
            " auf Ihrem Gerät, uns wird nichts gesendet.",
            "Wenn Sie sagen, ob eine Seite hilfreich war, zählen wir das und sonst nichts. Was Sie über eine Seite"
            " schreiben, wird verschlüsselt und nach zwölf Monaten gelöscht. Die Menschen, die unsere Seiten schreiben,"
            " können es lesen. Sie wissen nicht, wer Sie sind.",
        ),
        build_heading("Wenn Sie den Fragebogen ausfüllen"),
        build_prose(
            "<ul><li>Nach jeder Seite werden Ihre Antworten gespeichert, damit Sie zurückgehen oder aufhören und"
            " später weitermachen können. Sie sind verschlüsselt. Öffnen kann sie nur Ihr eigener Browser und, wenn"
            " Sie einen verlangt haben, der Code für gespeicherte Antworten.</li><li>Antworten, die Sie nicht"
            " abschicken, werden nach 7 Tagen gelöscht. Wenn Sie sie speichern, um später weiterzumachen, steht auf"
            " der Seite, bis wann wir sie aufbewahren.</li><li>Wenn Sie sich den Link zum Weitermachen per E-Mail"
            " schicken lassen, speichern wir die dafür angegebene Adresse nicht.</li><li>Damit Programme das Formular"
            " nicht überschwemmen, zählen wir, wie oft von einer Internetadresse etwas kommt. Wir speichern keine"
            " Adresse, nur einen Wert, der mit einem geheimen Schlüssel aus ihr berechnet wird, und löschen ihn, wenn"
            " er nicht mehr gebraucht wird.</li></ul>",
        ),
        build_heading("Wenn Sie ihn abgeschickt haben"),
        build_prose(
            "<ul><li>Alles, was Sie geschrieben haben, auch Ihr Name und wie man Sie erreicht, ist verschlüsselt. Nur"
            " zwei Dinge öffnen es: der eigene Schlüssel der Klinik und der Code, der Ihnen nach dem Abschicken"
            " einmal, eine Stunde lang, angezeigt wird. Diesen Code bewahren wir nicht auf.</li><li>Die E-Mails, mit"
            " denen wir der Klinik eine Anfrage melden und Ihnen den Eingang oder etwas Neues mitteilen, enthalten"
            " eine Vorgangsnummer und einen Link, aber keine Antworten.</li><li>Auch in den Protokolldateien der"
            " Website steht keine Ihrer Antworten.</li></ul>",
        ),
        build_heading("Wer es öffnen kann"),
        build_prose(
            "Das Team der Klinik, das sich um Anfragen kümmert, und die Menschen, die diese Website für die Klinik"
            " verwalten. Wer unsere Artikel schreibt und prüft, kann es nicht. Jedes Mal, wenn jemand öffnet, was Sie"
            " geschickt haben, hält die Website fest, wer es war und wann. Diese Aufzeichnung lässt sich nicht"
            " unbemerkt ändern.",
            f"Auch Sie können es öffnen, auf jedem Gerät: auf {OWN_PAGE_LINK}, mit Ihrer Vorgangsnummer und Ihrem"
            " Code. Den Link dorthin finden Sie unten auf jeder Seite dieser Website. Die Seite schließt sich nach"
            " einer halben Stunde von selbst.",
        ),
        build_heading("Was unverschlüsselt gespeichert wird"),
        build_prose(
            "Einiges wird nicht verschlüsselt, weil die Website es für ihre Arbeit braucht:",
            "<ul><li>die Vorgangsnummer, die Sprache und welche Fassung der Fragen Sie beantwortet haben</li><li>wann"
            " Sie abgeschickt haben, wann sich der Stand geändert hat und wie oft etwas geändert wurde</li><li>der"
            " Stand Ihrer Anfrage</li><li>was die Regeln des Fragebogens in einem von drei Wörtern vorschlagen und ob"
            " die Anfrage dringend ist: Das lässt etwas von Ihren Antworten ahnen, damit dringende zuerst gelesen"
            " werden</li><li>ob ein Programm sie geschickt haben könnte</li><li>ob Sie etwas berichtigt, widerrufen"
            " oder gelöscht haben, welche Einwilligung Sie widerrufen haben und wann</li><li>ob unsere E-Mails dazu"
            " hinausgegangen sind, aber nicht, an welche Adresse</li><li>die Aufzeichnung, wer es geöffnet oder"
            " geändert hat</li></ul>",
        ),
        build_heading("Wie lange wir es aufbewahren"),
        build_prose(
            "Was Sie geschickt haben, bewahren wir auf, bis Sie es löschen. Die Website löscht nichts von selbst, nur"
            " weil es alt ist. Wenn Sie in der Klinik behandelt werden, führt sie eine eigene Patientenakte, für die"
            " eigene Regeln gelten.",
        ),
        build_heading("Ihre Einwilligung"),
        build_prose(
            "Wir speichern Ihre Antworten, weil Sie darin einwilligen, und bewahren den genauen Wortlaut auf, in den"
            " Sie eingewilligt haben. Sie können Ihre Einwilligung jederzeit widerrufen, ohne einen Grund zu nennen:"
            f" auf {OWN_PAGE_LINK}. Wenn die Klinik ohne diese Einwilligung nicht arbeiten darf, kann dort ab dann"
            " niemand mehr lesen oder exportieren, was Sie geschickt haben. Was bis dahin geschehen ist, bleibt"
            " rechtmäßig.",
        ),
        build_heading("Wie Sie Ihre Antworten löschen oder eine Kopie bekommen"),
        build_prose(
            f"All das tun Sie selbst, auf {OWN_PAGE_LINK}. Sie müssen niemanden fragen:",
            "<ul><li>Ihre Antworten lesen, drucken und herunterladen</li><li>Ihren Namen, Ihre E-Mail-Adresse und Ihre"
            " Telefonnummer berichtigen</li><li>eine Einwilligung widerrufen</li><li>alles löschen</li></ul>",
            "Was Sie löschen, ist sofort weg: Ihre Antworten, die Nachrichten, die Notizen der Klinik dazu und die"
            " Schlüssel, die sie öffnen. Nur die Vorgangsnummer, die Zeiten, die Sprache, die Fassung der Fragen und"
            " die Aufzeichnung, wer es geöffnet hat, bleiben. Aus den Sicherungskopien der Klinik verschwindet es,"
            " wenn diese ablaufen.",
            "Wenn Sie den Code verloren haben, wenden Sie sich an die Klinik und nennen Sie die Vorgangsnummer. Sie"
            " kann Ihnen einen neuen Code geben. Er zeigt die Nachrichten und den Stand, und Sie können damit eine"
            " Einwilligung widerrufen, aber er öffnet Ihre Antworten nicht.",
        ),
        build_heading("Ihre Rechte"),
        build_prose(
            "Sie haben das Recht zu erfahren, was über Sie gespeichert ist, es berichtigen oder löschen zu lassen, die"
            " Verarbeitung einschränken zu lassen, ihr zu widersprechen und Ihre Antworten als Datei mitzunehmen. Das"
            " meiste davon können Sie selbst tun, wie oben beschrieben. Für alles andere wenden Sie sich an die"
            " Klinik.",
            "Sie haben außerdem das Recht, sich jederzeit bei einer Datenschutzbehörde zu beschweren: dort, wo Sie"
            " wohnen, wo Sie arbeiten oder wo nach Ihrer Meinung etwas falsch gelaufen ist.",
        ),
        build_clinic_details("", "data_protection_authority"),
        build_heading("Wer verantwortlich ist"),
        build_prose(
            "Für Ihre Daten ist die Klinik verantwortlich, die diese Website betreibt. Solange auf dieser Website"
            " keine Klinik genannt ist, ist sie eine Demonstration. Bitte geben Sie in einer Demonstration keine"
            " echten Gesundheitsdaten ein.",
        ),
        build_clinic_details("", "legal_name", "address", "email", "data_protection_contact"),
    ],
)
