"""The article about what fibromyalgia is and how it is diagnosed, in German."""

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

DIAGNOSIS = PageContent(
    name="diagnosis",
    topic="Fibromyalgie verstehen",
    slug="was-fibromyalgie-ist",
    title="Was Fibromyalgie ist und wie man sie feststellt",
    introduction="Schmerzen an vielen Stellen, die nicht weggehen, dazu Müdigkeit und schlechter Schlaf: worauf"
    " Ärztinnen und Ärzte achten, wie sicher sie sein können und was die Diagnose nicht sagt.",
    description="Was Fibromyalgie ist, nach welchen Kriterien sie festgestellt wird, wie gut diese sind und was man"
    " über die Ursachen weiß.",
    body=[
        build_in_short(
            "Fibromyalgie heißt: Schmerzen in vielen Teilen des Körpers, oft mit Müdigkeit, schlechtem Schlaf"
            " und Problemen mit dem Gedächtnis.[clauw2014]",
            "Die Diagnose beruht auf einer typischen Gruppe von Beschwerden und auf einer Untersuchung, die"
            " keine andere Krankheit findet, die sie ausreichend erklärt.[hauser2015]",
            "Ein Fragebogen kann auf Fibromyalgie hinweisen, aber bei einem einzelnen Menschen kann er sie"
            " nicht feststellen.[wolfe2016]",
        ),
        build_prose(
            "Vielleicht haben Sie das Wort gerade zum ersten Mal gehört. Vielleicht tragen Sie es schon seit Jahren"
            " mit sich. So oder so stellen sich dieselben Fragen. Was ist das? Wie kann man da sicher sein? Und was"
            " sagt es über mich?",
            "Dieser Artikel antwortet so weit, wie die Arbeiten in der Liste unten reichen. Wo sie eine Frage"
            " offenlassen, bleibt sie auch hier offen.",
        ),
        build_heading("Was die Betroffenen haben"),
        build_prose(
            "Das wichtigste Zeichen sind Schmerzen in vielen Teilen des Körpers. Oft kommen Müdigkeit, schlechter"
            " Schlaf und Probleme mit dem Gedächtnis hinzu.[clauw2014] In einer Befragung von Erwachsenen in den USA"
            " berichteten Menschen, auf die das Bild zutraf, auch von vielen anderen Beschwerden, von seelischer"
            " Belastung, von Kosten und von Schwierigkeiten bei der Arbeit.[walitt2015]",
            "Wie viele es sind, hängt davon ab, wen man fragt und nach welchen Regeln. Eine"
            " [Übersichtsarbeit](review) sagt,"
            " dass 2 bis 4 von 100 Menschen die Beschwerden haben und dass viel weniger die Diagnose bekommen"
            " haben.[hauser2015] Eine andere nennt bis zu 2 bis 8 von 100.[clauw2014] In der Befragung aus den USA"
            " waren es weniger als 2 von 100 Erwachsenen, nach Kriterien, die für diese Befragung gemacht wurden. Von"
            " ihnen hatten 73 von 100 die Diagnose nicht ärztlich bekommen.[walitt2015]",
            "Wenn also noch niemand einen Namen für das hatte, was Sie haben, sind Sie damit bei Weitem nicht allein.",
        ),
        build_heading("Wie die Diagnose gestellt wird"),
        build_prose(
            "Ärztinnen und Ärzte gehen nach zweierlei: nach einer typischen Gruppe von Beschwerden und nach einer"
            " Untersuchung, die keine andere Krankheit findet, die sie ausreichend erklärt.[hauser2015] Viele"
            " verwenden Kriterien, die zuletzt 2016 überarbeitet wurden.[wolfe2016] Diese fragen, wo es wehtut, wie"
            " schlimm die anderen Beschwerden sind und seit wann.[wolfe2016]",
        ),
        build_table(
            "Was die Kriterien von 2016 fragen",
            ["Was gefragt wird", "Was zählt"],
            [
                ["Wo es wehtut", "19 Stellen am Körper, letzte Woche; in mindestens 4 von 5 Bereichen[wolfe2016]"],
                [
                    "Wie schlimm das Übrige ist",
                    "Müdigkeit, unerholter Schlaf, Denken: je 0 bis 3 Punkte, letzte Woche[wolfe2016]",
                ],
                [
                    "Was noch da war",
                    "Kopfschmerzen, Krämpfe im Unterbauch, Depression: je 1 Punkt, 6 Monate[wolfe2016]",
                ],
                [
                    "Wie viele Punkte",
                    "Mindestens 7 Stellen und 5 Punkte, oder 4 bis 6 Stellen und mindestens 9 Punkte[wolfe2016]",
                ],
                ["Wie lange", "Mindestens 3 Monate[wolfe2016]"],
            ],
            caption="Die Kriterien gelten auch, wenn jemand daneben eine andere Krankheit hat.[wolfe2016]",
        ),
        build_prose(
            "Die Regel mit den Bereichen kam 2016 hinzu. Ohne sie wurden manche Menschen irrtümlich mitgezählt, die"
            " nur in einem Teil des Körpers Schmerzen hatten.[wolfe2016]",
            "Wie gut sind solche Kriterien? Die Fassung von 2010 und 2011 wurde mit älteren Kriterien und mit"
            " ärztlichen Diagnosen verglichen. In der Mitte der Studien erkannte sie 86 von 100 Menschen mit"
            " Fibromyalgie und schloss 90 von 100 ohne Fibromyalgie richtig aus.[wolfe2016] Kriterien übersehen also"
            " manche und zählen manche mit, die etwas anderes haben.",
        ),
        build_key_insight(
            "Ein Fragebogen kann auf Fibromyalgie hinweisen, aber bei einem einzelnen Menschen kann er sie nicht"
            " feststellen.[wolfe2016] Dafür muss jemand Sie untersuchen.",
        ),
        build_heading("Was man über die Ursachen weiß"),
        build_prose(
            "Schmerz kann aus geschädigtem oder entzündetem Gewebe kommen und aus geschädigten Nerven. Die Forschung"
            " beschreibt inzwischen eine dritte Art, den [noziplastischen Schmerz](nociplastic-pain). Wie er"
            " entsteht, ist nicht ganz"
            " verstanden. Man nimmt an, dass Gehirn und Rückenmark Signale anders verarbeiten und dass dies eine große"
            " Rolle spielt.[fitzcharles2021] Bei Fibromyalgie tritt diese Art oft allein auf. Sie kann auch zu den"
            " anderen hinzukommen.[fitzcharles2021]",
            "Bei Menschen mit Fibromyalgie spricht vieles für eine solche Veränderung, und Stress kann den Schmerz"
            " verstärken.[sluka2016] Aber die Menschen sind verschieden. Die Autoren dieser Übersicht sehen eine"
            " Linie: an ihrem einen Ende Schmerz, der ganz vom Körper ausgeht, am anderen Schmerz, der ganz von Gehirn"
            " und Rückenmark ausgeht.[sluka2016]",
            "Es gibt weitere Spuren. Mäuse, denen man [Antikörper](antibody) von Menschen mit Fibromyalgie gab, wurden"
            " empfindlicher für Druck und Kälte.[goebel2021] Bei Frauen mit Fibromyalgie unterschieden sich die Mengen"
            " einiger Darmbakterien von denen anderer Menschen.[minerbi2019] Beides zeigt nicht, woher Fibromyalgie"
            " bei Menschen kommt. Man nimmt an, dass der Körper und das, was im Leben geschieht, zusammenwirken. Die"
            " Einzelheiten sind unklar.[hauser2015]",
        ),
        build_heading("Was die Diagnose für Sie tun kann"),
        build_prose(
            "Ein Name nimmt den Schmerz nicht weg. Aber er kann eine Suche beenden. Er sagt Ihnen, dass andere"
            " dasselbe haben, dass man es kennt und womit man anfängt: mit einer Erklärung und mit Behandlungen, die"
            " ohne Medikamente auskommen.[macfarlane2017] Und er gibt Ihnen Worte für das Gespräch in der Praxis, in"
            " der Familie und bei der Arbeit.",
            "Der Name sagt nicht, wie schlimm es ist und wie es weitergeht. Bitte lassen Sie trotzdem untersuchen, was"
            " neu hinzukommt.",
        ),
        build_questions(
            "Häufige Fragen",
            build_question(
                "Ist Fibromyalgie eine eigene Krankheit?",
                "Man kann sie auf zwei Arten sehen: als eigene Diagnose oder als Gruppe von Beschwerden, bei denen"
                " Gehirn und Rückenmark Schmerz verstärken.[clauw2014]",
            ),
            build_question(
                "Kann ich sie zusammen mit einer anderen Krankheit haben?",
                "Ja. Die Kriterien von 2016 gelten, auch wenn es daneben eine andere Diagnose gibt.[wolfe2016]",
            ),
            build_question(
                "Ich erfülle die Kriterien nicht. Ist es dann etwas anderes?",
                "Nicht unbedingt. Kriterien erkennen nicht alle: Die von 2010 und 2011 fanden in der Mitte der Studien"
                " 86 von 100.[wolfe2016] In der Praxis sieht man mehr als eine Punktzahl.",
            ),
            build_question(
                "Kann der Fragebogen auf dieser Website es mir sagen?",
                "Nein. Ein Formular, das man selbst ausfüllt, ist für die Forschung brauchbar, aber nicht für die"
                " Diagnose bei einem einzelnen Menschen.[wolfe2016] Es hilft der Klinik zu sehen, ob sie Ihnen"
                " vielleicht helfen kann.",
            ),
            build_question(
                "Wann sollte zuerst jemand ärztlich nachsehen?",
                "Bald, wenn Sie auch Fieber, Nachtschweiß, ungewollten Gewichtsverlust oder geschwollene Gelenke haben"
                " oder Krebs hatten. Sofort, wenn Sie plötzlich schlechter sehen, sprechen oder sich bewegen können"
                " oder wenn zu Rückenschmerzen neue Probleme mit Blase oder Darm kommen.",
                is_clinic_view=True,
            ),
            topic="Was Fibromyalgie ist",
        ),
        build_call_to_action(
            "Erkennen Sie sich wieder?",
            "Beantworten Sie einige Fragen zu Ihren Schmerzen, Ihrem Schlaf und Ihrer Gesundheit. Das dauert etwa zehn"
            " Minuten, und ein Mensch liest, was Sie abschicken.",
            button=BUTTON_TEXT,
        ),
    ],
)
