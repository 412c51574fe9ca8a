"""The article about what helps, and how surely, in German."""

from articles.starter.block_builders import (
    build_call_to_action,
    build_heading,
    build_in_short,
    build_key_insight,
    build_prose,
    build_question,
    build_questions,
    build_table,
)
from articles.starter.content import PageContent
from articles.starter.german.links import BUTTON_TEXT

TREATMENT = PageContent(
    name="treatment",
    topic="Was hilft",
    slug="was-hilft-und-wie-sicher",
    title="Was hilft, und wie sicher das ist",
    introduction="Mehr bewegen, mehr ruhen, dies nehmen, das lassen: Menschen mit Fibromyalgie bekommen viele"
    " Ratschläge. Hier sind sie danach geordnet, wie gut sie untersucht sind.",
    description="Bewegung, Gesprächstherapien und Medikamente bei Fibromyalgie: was die Studien fanden, in einfachen"
    " Zahlen, und wie sicher das ist.",
    body=[
        build_in_short(
            "Nichts von dem, was geprüft wurde, heilt, und nichts hilft allen. Aber manches hilft manchen.",
            "Bewegung war die einzige Behandlung, die eine Gruppe europäischer Fachleute stark"
            " empfahl.[macfarlane2017]",
            "Mit Pregabalin, um ein Medikament zu nennen, sinkt der Schmerz bei etwa einer von zehn Personen"
            " durch das Mittel mindestens um die Hälfte.[derry2016]",
        ),
        build_prose(
            "Wenn Sie Fibromyalgie haben, haben Sie wahrscheinlich schon viele Ratschläge gehört, und manche klangen"
            " wie ein Vorwurf. Dieser Artikel sieht sich an, was an Menschen mit Fibromyalgie geprüft wurde. Nichts"
            " davon heilt, und nichts hilft allen. Aber manches hilft manchen, und Sie haben ein Recht zu wissen, wie"
            " vielen und wie sehr.",
            "Bitte ändern Sie ein Medikament nur gemeinsam mit der Ärztin oder dem Arzt, die es verschreiben.",
        ),
        build_heading("Womit man anfängt"),
        build_prose(
            "Eine Gruppe von Fachleuten aus 12 Ländern hat 107 [Übersichten](review) über Behandlungen ausgewertet."
            " Sie rät,"
            " dass Sie gemeinsam mit Ihrer Ärztin oder Ihrem Arzt entscheiden und dass am Anfang eine Erklärung und"
            " Behandlungen ohne Medikamente stehen.[macfarlane2017] Reicht das nicht, kann etwas dazukommen, das zu"
            " Ihnen passt: eine Psychotherapie, ein Medikament gegen starke Schmerzen oder schlechten Schlaf, oder ein"
            " Programm aus mehreren Teilen, wenn der Alltag sehr schwer geworden ist. All das empfiehlt die Gruppe nur"
            " schwach.[macfarlane2017]",
        ),
        build_heading("Bewegung"),
        build_prose(
            "Bewegung war die einzige Behandlung, die diese Gruppe stark empfahl.[macfarlane2017] Das heißt nicht,"
            " dass sie Wunder wirkt. Es heißt, dass man sich bei ihr am sichersten war.",
            "Eine Übersicht fasste 13 [Studien](clinical-trial) mit 839 Erwachsenen zusammen. Ausdauertraining, bei"
            " dem das Herz"
            " schneller schlägt, verbesserte die Lebensqualität am Ende des Programms; die Qualität dieser Belege war"
            " mäßig.[bidonde2017] Eine andere betrachtete Programme, die zwei oder mehr Arten von Bewegung verbinden,"
            " in 29 Studien mit 2088 Erwachsenen. Die Menschen bewerteten ihre Lebensqualität um 7 von 100 Punkten"
            " besser als Menschen mit üblicher oder keiner Behandlung und ihren Schmerz um 5 von 100 Punkten"
            " niedriger.[bidonde2019]",
            "Das sind kleine Schritte. Wichtig ist auch, wie man sie ging. Die Programme mit Ausdauertraining begannen"
            " sanft und steigerten sich langsam: zwei- bis dreimal in der Woche etwa 35 Minuten, mit jemandem, der"
            " anleitet.[bidonde2017] Wenn es Ihnen nach Bewegung schon einmal schlechter ging, raten wir: Fangen Sie"
            " weit unter dem an, was Sie sich zutrauen, und bleiben Sie eine Weile dabei.",
        ),
        build_heading("Gesprächstherapien"),
        build_prose(
            "In 23 Studien mit 2031 Menschen senkten [kognitive Verhaltenstherapien](cognitive-therapy) den Schmerz"
            " um etwa einen halben"
            " von 10 Punkten mehr als das, womit man sie verglich. Die Qualität der Belege war niedrig.[bernardy2013]"
            " Sie können auch gedrückte Stimmung und Einschränkungen im Alltag ein wenig lindern, und das war sechs"
            " Monate später noch zu sehen. Es brachen so viele Menschen ab wie bei den anderen Behandlungen; über"
            " Nebenwirkungen weiß man nichts Genaues.[bernardy2013]",
            "Dass eine Gesprächstherapie Schmerz lindern kann, heißt nicht, dass er eingebildet ist. Schmerz wird im"
            " Gehirn verarbeitet, so wie Gedanken und Gefühle.",
        ),
        build_heading("Medikamente"),
        build_prose(
            "<b>Pregabalin.</b> Bei 300 bis 600 mg am Tag sank der Schmerz bei 23 von 100 Menschen mindestens um die"
            " Hälfte; bei einem [Scheinmedikament](placebo) war es bei 14 von 100 so. Etwa eine von zehn Personen hat"
            " also diesen"
            " Nutzen durch das Mittel.[derry2016] Häufig waren Schwindel, bei 25 von 100 Menschen mehr als beim"
            " Scheinmedikament, und Schläfrigkeit, bei 13 von 100 mehr.[derry2016]",
            "<b>Duloxetin.</b> Bei Menschen mit Fibromyalgie machten 60 mg am Tag es wahrscheinlicher, dass der"
            " Schmerz über 12 Wochen mindestens um die Hälfte sank: Von acht Menschen, die es nehmen, hat einer diesen"
            " Nutzen durch das Mittel, vielleicht aber auch einer von 4 oder einer von 21.[lunn2014] Ein Drittel"
            " dieser Menge wirkte nicht, und das Doppelte wirkte nicht besser.[lunn2014] Über alle Krankheiten, bei"
            " denen es geprüft wurde, hörten etwa 13 von 100 Menschen wegen Nebenwirkungen auf; schwere waren"
            " selten.[lunn2014]",
            "<b>Duloxetin und Milnacipran zusammen betrachtet.</b> Eine spätere Übersicht mit 18 Studien und 7903"
            " Erwachsenen sagt, dass sie den Schmerz vielleicht verringern. Eine Minderheit hat durch sie"
            " Erleichterung ohne Nebenwirkungen wie Übelkeit und Schläfrigkeit.[welsch2018]",
        ),
        build_heading("Was weniger hilft und worin sich Fachleute nicht einig sind"),
        build_prose(
            "[Noziplastischer Schmerz](nociplastic-pain), die Art, die bei Fibromyalgie häufig ist, spricht weniger"
            " auf Behandlungen an,"
            " die auf die schmerzende Stelle zielen: entzündungshemmende Mittel, [Opioide](opioid), Operationen und"
            " Spritzen.[fitzcharles2021]",
            "NICE, das in England [Leitlinien](guideline) schreibt, spricht von primärem chronischem Schmerz:"
            " Schmerz, für den"
            " keine andere Krankheit eine ausreichende Erklärung ist.[nice2021] Dafür rät die Leitlinie zu"
            " Bewegungsprogrammen, zwei Arten von Gesprächstherapie und Akupunktur. Von den Medikamenten sollen nur"
            " bestimmte Antidepressiva neu begonnen werden: kein Paracetamol, keine entzündungshemmenden Mittel, keine"
            " Benzodiazepine, keine Opioide.[nice2021] Eine Übersicht aus den USA nennt auch die Gruppe, zu der"
            " Pregabalin gehört, unter den gut belegten Behandlungen.[clauw2014] In Ihrer Praxis kann man es also so"
            " oder so sehen. Wenn Sie eines dieser Mittel jetzt nehmen, setzen Sie es bitte nicht allein ab.",
        ),
        build_table(
            "Was gefunden wurde, auf einen Blick",
            ["Behandlung", "Was gefunden wurde", "Wie sicher es ist"],
            [
                ["Ausdauertraining", "Bessere Lebensqualität[bidonde2017]", "Mäßig: 13 Studien[bidonde2017]"],
                [
                    "Gemischtes Training",
                    "Lebensqualität 7 Punkte besser, Schmerz 5 niedriger, von 100[bidonde2019]",
                    "29 Studien[bidonde2019]",
                ],
                [
                    "Kognitive Verhaltenstherapien",
                    "Schmerz einen halben Punkt niedriger, von 10[bernardy2013]",
                    "Niedrig: 23 Studien[bernardy2013]",
                ],
                [
                    "Pregabalin[derry2016]",
                    "Schmerz halbiert bei einer von zehn Personen durch das Mittel[derry2016]",
                    "Studien ab 8 Wochen[derry2016]",
                ],
                [
                    "Duloxetin, 60 mg am Tag[lunn2014]",
                    "Schmerz halbiert bei einer von acht Personen durch das Mittel[lunn2014]",
                    "Gemessen über 12 Wochen[lunn2014]",
                ],
                [
                    "Akupunktur",
                    "In England empfohlen bei primärem chronischem Schmerz[nice2021]",
                    "Eine Leitlinie[nice2021]",
                ],
            ],
            caption="Ihnen kann es mehr bringen als das, oder weniger, oder nichts.",
        ),
        build_key_insight("Wenn eine Behandlung Ihnen nicht hilft, haben nicht Sie versagt, sondern sie."),
        build_heading("Und die Methode der Klinik?"),
        build_prose(
            "Sie steht nicht in der Tabelle, weil keine Arbeit, die wir zitieren, sie an Menschen mit Fibromyalgie"
            " prüft. Die Übersicht, die sie beschreibt, sagt selbst, dass sie weiter untersucht werden"
            " muss.[efremov2024] Sie ist dafür gedacht, die Behandlungen oben zu ergänzen, nie sie zu ersetzen.",
        ),
        build_questions(
            "Häufige Fragen",
            build_question(
                "Womit soll ich anfangen?",
                "Mit einer Erklärung dessen, was Sie haben, und mit sanfter Bewegung, die sich langsam steigert; das"
                " raten die Fachleute zuerst.[macfarlane2017] Wählen Sie etwas, das Sie auch an einem schlechten Tag"
                " aushalten.",
            ),
            build_question(
                "Warum helfen meine Schmerzmittel nicht?",
                "Noziplastischer Schmerz, die Art, die bei Fibromyalgie häufig ist, spricht weniger auf Opioide und"
                " entzündungshemmende Mittel an.[fitzcharles2021] Bitte sprechen Sie in Ihrer Praxis darüber, bevor"
                " Sie eines absetzen.",
            ),
            build_question(
                "Eine von zehn Personen: Lohnt sich das?",
                "Das können nur Sie sagen, gemeinsam mit Ihrer Ärztin oder Ihrem Arzt. Es hilft, vorher zu verabreden,"
                " was Sie sich erhoffen, wann Sie gemeinsam zurückblicken und wann Sie aufhören würden.",
                is_clinic_view=True,
            ),
            build_question(
                "Darf ich Behandlungen verbinden?",
                "Ja, wenn Ihre Ärztin oder Ihr Arzt alle kennt. Für Menschen, deren Alltag sehr schwer geworden ist,"
                " nennen die europäischen Fachleute Programme aus mehreren Teilen.[macfarlane2017]",
            ),
            build_question(
                "Was ist mit Diäten, Vitaminen, Cannabis oder Massage?",
                "Die Arbeiten, die wir hier zitieren, sagen uns darüber nicht genug, deshalb sagen wir nichts dazu."
                " Das heißt weder, dass sie helfen, noch, dass sie es nicht tun.",
                is_clinic_view=True,
            ),
            topic="Was hilft",
        ),
        build_call_to_action(
            "Kann die Klinik Ihnen helfen?",
            "Beantworten Sie einige Fragen zu Ihren Schmerzen, Ihrem Schlaf und Ihrer Gesundheit. Das dauert etwa zehn"
            " Minuten, und ein Mensch liest, was Sie abschicken.",
            button=BUTTON_TEXT,
        ),
    ],
)
