"""The article about talking to a doctor, in German."""

from articles.starter.block_builders import (
    build_call_to_action,
    build_heading,
    build_in_short,
    build_key_insight,
    build_prose,
    build_question,
    build_questions,
)
from articles.starter.content import PageContent
from articles.starter.german.links import BUTTON_TEXT

DOCTOR_VISIT = PageContent(
    name="doctor-visit",
    topic="Was hilft",
    slug="das-gespraech-in-der-arztpraxis",
    title="Das Gespräch in der Arztpraxis",
    introduction="Zehn Minuten, ein Kopf voller Watte und zu viel zu sagen: wie Sie sich vorbereiten, was Sie fragen"
    " und was Sie erwarten dürfen.",
    description="Wie Sie sich mit Schmerzen an vielen Stellen auf einen Arztbesuch vorbereiten, was Sie fragen können"
    " und was Sie tun, wenn man Ihnen nicht glaubt.",
    body=[
        build_in_short(
            "Schreiben Sie vorher die drei Dinge auf, die am wichtigsten sind, das wichtigste zuerst.",
            "Sie und Ihre Ärztin oder Ihr Arzt entscheiden gemeinsam: Das sagen europäische Fachleute für"
            " Fibromyalgie.[macfarlane2017]",
            "Schreiben Sie danach auf, was verabredet wurde: was Sie versuchen, wie lange und wann Sie sich"
            " wiedersehen.",
        ),
        build_prose(
            "Sie haben Wochen auf diesen Termin gewartet. Sie setzen sich, und vieles von dem, was Sie sagen wollten,"
            " ist weg. Viele Menschen mit Schmerzen kennen das. Es ist nicht Ihre Schuld: Mit Fibromyalgie fällt das"
            " Erinnern oft schwerer.[clauw2014] Ein wenig Vorbereitung hilft.",
            "Was hier ohne eine Zahl steht, ist der eigene Rat der Klinik.",
        ),
        build_heading("Was Sie erwarten dürfen"),
        build_prose(
            "In England sagt eine [Leitlinie](guideline) für alle mit chronischen Schmerzen, wie gute Behandlung"
            " aussieht. Man soll"
            " Ihnen ein Gespräch darüber anbieten, was zu Ihrem Schmerz beiträgt und wie er Ihr Leben verändert. Sie"
            " entscheiden gemeinsam. Und man begegnet Ihnen als jemandem, der mitarbeitet und unterstützt"
            " wird.[nice2021] Eine europäische Gruppe von Fachleuten sagt für Fibromyalgie dasselbe: Sie und Ihre"
            " Ärztin oder Ihr Arzt entscheiden gemeinsam.[macfarlane2017]",
            "Diese Sätze dürfen Sie mitnehmen. Sie bitten damit nicht um einen Gefallen.",
        ),
        build_heading("Bevor Sie hingehen"),
        build_prose(
            "<ul><li>Schreiben Sie die drei Dinge auf, die am wichtigsten sind. Das wichtigste"
            " zuerst.</li><li>Notieren Sie eine Woche lang jeden Abend, wo es wehtat, wie Sie geschlafen haben und was"
            " nicht ging. Ein paar Wörter genügen.</li><li>Machen Sie eine Liste Ihrer Medikamente mit der Menge, auch"
            " von dem, was Sie selbst kaufen, und von dem, was Sie schon versucht haben.</li><li>Überlegen Sie sich"
            " einen Satz über Ihr Leben: „Ich kann mein Kind nicht mehr tragen“ sagt mehr als ein Wert auf einer"
            " Skala.</li><li>Bitten Sie jemanden, mitzukommen, zuzuhören und sich zu erinnern.</li></ul>",
            "Wenn Sie den Fragebogen auf dieser Website ausgefüllt haben, können Sie Ihre Antworten auf Ihrer"
            " persönlichen Seite drucken und mitnehmen.",
        ),
        build_heading("Wenn Sie noch keine Diagnose haben"),
        build_prose(
            "Sie dürfen fragen: Könnte das Fibromyalgie sein? In einer Befragung in den USA hatten 73 von 100"
            " Menschen, auf die das Bild zutraf, die Diagnose nicht ärztlich bekommen.[walitt2015] Ärztinnen und Ärzte"
            " gehen nach einer typischen Gruppe von Beschwerden und nach einer Untersuchung, die keine andere"
            " Krankheit findet, die sie ausreichend erklärt.[hauser2015] Die Kriterien von 2016 fragen nach Schmerzen"
            " in mehreren Bereichen des Körpers seit mindestens drei Monaten und nach Müdigkeit, schlechtem Schlaf und"
            " Problemen beim Denken.[wolfe2016]",
            "Bringen Sie diese Beschreibung mit, nicht ein Urteil. Ein Formular, das man selbst ausgefüllt hat, kann"
            " die Diagnose nicht stellen.[wolfe2016] Ihre Ärztin oder Ihr Arzt kann es.",
        ),
        build_heading("Fragen, die Sie stellen können"),
        build_prose(
            "<ul><li>Was habe ich nach Ihrer Meinung, und wie sicher sind Sie?</li><li>Was könnte es noch sein, und"
            " wie würden wir das herausfinden?</li><li>Welche Untersuchung brauche ich, und welche nicht? Was würde"
            " sich durch das Ergebnis ändern?</li><li>Was kann ich selbst tun, und wer leitet mich an, wenn ich"
            " anfange, mich mehr zu bewegen?</li><li>Wenn Sie ein Medikament vorschlagen: Wie vielen Menschen hilft"
            " es, und welche Nebenwirkungen sind häufig?</li><li>Wann sehen wir gemeinsam nach, ob es geholfen"
            " hat?</li><li>Wann soll ich früher wiederkommen?</li></ul>",
        ),
        build_key_insight("Eine gute Frage ist: Was würden Sie als Nächstes tun, wenn Sie an meiner Stelle wären?"),
        build_heading("Wenn Sie das Gefühl haben, dass man Ihnen nicht glaubt"),
        build_prose(
            "Das kommt vor. Unauffällige Befunde können klingen wie „da ist nichts“. Sie könnten sagen: „Ich weiß,"
            " dass die Befunde unauffällig sind. Der Schmerz ist trotzdem da. Was tun wir?“ Für Schmerz, der nicht aus"
            " geschädigtem Gewebe oder geschädigten Nerven kommt, gibt es einen Namen: [noziplastischer"
            " Schmerz](nociplastic-pain). Er ist"
            " eine anerkannte Art von Schmerz, und man nimmt an, dass dabei das Nervensystem Signale anders"
            " verarbeitet.[fitzcharles2021]",
            "Wenn das Gespräch nicht weiterführt, dürfen Sie eine andere Praxis suchen. Sie dürfen auch sagen, was Sie"
            " brauchen: „Ich bitte nicht um noch eine Untersuchung. Ich bitte um einen Plan.“",
        ),
        build_heading("Danach"),
        build_prose(
            "Schreiben Sie gleich auf, was verabredet wurde: was Sie versuchen, wie lange und wann Sie sich"
            " wiedersehen. Wenn etwas unklar ist, bitten Sie darum, es aufzuschreiben. Und wenn Sie für all das zu"
            " erschöpft sind, haben Sie nicht versagt. Gehen Sie hin, sagen Sie einen Satz und kommen Sie an einem"
            " anderen Tag wieder.",
        ),
        build_questions(
            "Häufige Fragen",
            build_question(
                "In meiner Praxis kennt man die Kriterien von 2016 nicht. Was nun?",
                "Sie können die Liste der Arbeiten unten zeigen. Neben jeder steht ein Link zum vollständigen"
                " Text oder zu ihrem Eintrag in PubMed. Viele freuen sich darüber, wenn es als Angebot kommt.",
                is_clinic_view=True,
            ),
            build_question(
                "Soll ich um stärkere Schmerzmittel bitten?",
                "Fragen Sie zuerst, was sie bei Ihrer Art von Schmerz bewirken würden. Noziplastischer Schmerz spricht"
                " weniger auf [Opioide](opioid) und entzündungshemmende Mittel an.[fitzcharles2021]",
            ),
            build_question(
                "Was sollte man mir zuerst anbieten?",
                "Europäische Fachleute raten, mit einer Erklärung und mit Behandlungen ohne Medikamente zu beginnen;"
                " Bewegung ist die, die sie stark empfehlen.[macfarlane2017]",
            ),
            build_question(
                "Soll ich sagen, dass ich der Klinik geschrieben habe?",
                "Ja, bitte. Wir ersetzen Ihre Ärztin oder Ihren Arzt nicht, und es hilft, wenn alle voneinander"
                " wissen.",
                is_clinic_view=True,
            ),
            build_question(
                "Was ist, wenn es nicht bis zu einem Termin warten kann?",
                "Dann warten Sie nicht. Unten auf jeder Seite finden Sie „Brauchen Sie jetzt Hilfe?“: Nummern, die Sie"
                " anrufen können, und Wege, stattdessen zu schreiben.",
                is_clinic_view=True,
            ),
            topic="Das Gespräch in der Arztpraxis",
        ),
        build_call_to_action(
            "Möchten Sie, dass wir es uns auch ansehen?",
            "Der Fragebogen dauert etwa zehn Minuten. Sie können Ihre Antworten für die Arztpraxis ausdrucken.",
            button=BUTTON_TEXT,
        ),
    ],
)
