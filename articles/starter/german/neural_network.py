"""The first article, in German. It states the clinic's view, and says where that goes past the works cited."""

from articles.starter.block_builders import (
    build_call_to_action,
    build_heading,
    build_in_short,
    build_key_insight,
    build_loop_diagram,
    build_prose,
    build_question,
    build_questions,
)
from articles.starter.content import PageContent
from articles.starter.german.links import BUTTON_TEXT

NEURAL_NETWORK = PageContent(
    name="neural-network",
    topic="Fibromyalgie verstehen",
    slug="fibromyalgie-aus-sicht-der-nervennetze",
    title="Fibromyalgie: Die Sicht der Nervennetze",
    introduction="Schmerzen an vielen Stellen, Untersuchungen ohne Befund und eine Diagnose, über die gestritten wird."
    " Und wenn die Frage nicht wäre, ob der Schmerz echt ist, sondern was ihn erzeugt?",
    description="Wie das Gehirn Schmerz aufrechterhalten kann, ohne dass Gewebe geschädigt ist, was das für die"
    " Behandlung heißt und welche Arbeiten das sagen.",
    body=[
        build_in_short(
            "Ihr Schmerz ist da, ob ein Test ihn zeigt oder nicht.",
            "Bei Menschen mit Fibromyalgie spricht vieles für eine Veränderung in Rückenmark und Gehirn: Sie"
            " verstärken, was ankommt.[sluka2016]",
            "Der Ansatz der Klinik zielt auf das, was den Schmerz vielleicht in Gang hält. Das geht über das"
            " hinaus, was die zitierten Arbeiten zeigen, und verspricht keine Heilung.",
        ),
        build_prose(
            "Erst tun die Schultern weh, dann die Hüften, dann beide Hände. Sie schlafen und wachen müde auf. Das Blut"
            " ist unauffällig, die Bilder sind unauffällig, und jemand deutet an, Sie könnten sich das alles"
            " einbilden.",
            "Über die Diagnose Fibromyalgie wird in der Medizin noch gestritten. Ihnen hilft dieser Streit wenig. Ihr"
            " Schmerz ist da, ob ein Test ihn zeigt oder nicht. Deshalb stellt dieser Artikel eine andere Frage: Wenn"
            " das Gewebe nicht geschädigt ist, was erzeugt dann den Schmerz?",
            "Eine Antwort beginnt mit einer einfachen Tatsache. Das Gehirn, die Nerven, die den Körper ohne unser"
            " Zutun steuern, und das Gewebe selbst sind ständig miteinander im Gespräch.[efremov2024] Hier setzt der"
            " Ansatz der Klinik an: Wenn dieses Gespräch aus dem Ruder läuft, kann Schmerz vielleicht weitergehen,"
            " wenn seine erste Ursache längst vorbei ist.",
        ),
        build_heading("Wenn das Gehirn lauter stellt"),
        build_prose(
            "Schmerz ist keine Nachricht, die einfach durch einen Draht läuft. Rückenmark und Gehirn bestimmen, wie"
            " stark jedes Signal zählt. Die Idee der [zentralen Sensibilisierung](central-sensitisation) lautet: Bei"
            " lang anhaltendem Schmerz"
            " ist das ganze System empfindlicher geworden, sodass eine leichte Berührung wehtut und ein kleiner"
            " Schmerz den Tag ausfüllt. Kurz: Das Gehirn verstärkt, was ankommt. Bei Menschen mit Fibromyalgie spricht"
            " vieles für eine solche Veränderung.[sluka2016]",
            "Und die Angst? Bei Menschen findet eine Übersicht über viele Studien erste Hinweise, dass zwei Teile des"
            " Gehirns, der präfrontale Kortex und der Hippocampus, nach einer schlimmen Erfahrung vor bleibender Angst"
            " schützen.[kalisch2024] Bei Mäusen werden Erinnerungen an Angst von Gruppen von Nervenzellen im"
            " präfrontalen Kortex festgehalten, den [Engrammen](engram), und diese Engramme können die Wahrnehmung"
            " von Schmerz"
            " aufrechterhalten.[stegemann2023] Das lässt sich nicht einfach auf Menschen übertragen. Aber es zeigt,"
            " dass es einen solchen Mechanismus geben kann.",
            "Der Urheber der Methode der Klinik sieht in denselben beiden Teilen des Gehirns die Netze, die"
            " körperliche Beschwerden aufrechterhalten.[efremov2024] Dieser Schritt ist eine Theorie.",
        ),
        build_key_insight("Kein Gewebeschaden heißt nicht: kein Mechanismus."),
        build_heading("Angst und Schmerz halten sich gegenseitig in Gang"),
        build_prose(
            "Vielleicht kennen Sie die andere Hälfte der Geschichte. Schmerz macht Angst. Wird es schlimmer? Schaffe"
            " ich den morgigen Tag? Und Angst wirkt auf den Schmerz. Als bei Mäusen die Zellen stillgelegt wurden, die"
            " eine alte Erinnerung an Angst festhielten, ließ lang anhaltender Schmerz nach.[stegemann2023]",
        ),
        build_loop_diagram(
            "Angst und Schmerz",
            [("Angst", "verstärkt"), ("Schmerz", "nährt")],
            caption="Ein Kreis hat keinen Anfang, deshalb kann er von selbst weiterlaufen. Dass Angst Schmerz"
            " aufrechterhalten kann, wurde bei Mäusen gezeigt.[stegemann2023]",
        ),
        build_prose(
            "Das würde auch erklären, warum der Schmerz wandert. Nach dem Ansatz der Klinik wird er in der Mitte"
            " erzeugt, im Nervensystem. Deshalb kann sich ändern, wo man ihn spürt.",
            "Stress kommt hinzu: Bei Menschen mit Fibromyalgie kann er den Schmerz verstärken.[sluka2016] Der Körper"
            " antwortet auf Stress mit einer Kette von Hormonen, der [HPA-Achse](hpa-axis), die den Cortisolspiegel"
            " erhöht.[efremov2024] Warum manche Menschen das besser überstehen als andere, wird noch"
            " erforscht.[kalisch2024] Und ob die Nerven außerhalb des Gehirns oder Botenstoffe der Entzündung, die"
            " [Zytokine](cytokine), bei Fibromyalgie mitwirken, ist eine offene Frage: Dafür gibt es erst anfängliche"
            " Belege.[sluka2016]",
        ),
        build_heading("Warum die üblichen Behandlungen an eine Grenze stoßen"),
        build_prose(
            "Mehrere Behandlungen helfen manchen Menschen: Bewegung, kognitive Verhaltenstherapie und Medikamente wie"
            " Duloxetin, Milnacipran und Pregabalin.[clauw2014][welsch2018][derry2016] Wenn Ihnen etwas davon hilft,"
            " bleiben Sie dabei.",
            "Nach der Sicht der Klinik wirkt das meiste davon auf das, was das System hervorbringt: auf den Schmerz,"
            " den Schlaf, die Stimmung. Solange es wirkt, geht es besser. Dann kommt eine schwere Woche, und alles"
            " flammt wieder auf. Was den Schmerz erzeugt, hat sich nicht geändert.",
        ),
        build_heading("Der Darm redet mit"),
        build_prose(
            "Vielleicht haben Sie neben den Schmerzen auch Beschwerden im Bauch. Das muss kein Zufall sein. Bei Frauen"
            " mit Fibromyalgie unterschieden sich die Mengen einiger Darmbakterien von denen anderer"
            " Menschen.[minerbi2019] Ob das Ursache oder Folge ist, kann ein solcher Vergleich nicht sagen.",
            "Mehr weiß man aus einer anderen Krankheit. Bei Menschen mit Reizdarmsyndrom, denen eine Gesprächstherapie"
            " half, veränderten sich das Gehirn und die Bakterien im Darm gemeinsam,[jacobs2021] als liefe der"
            " Einfluss in beide Richtungen. Für Fibromyalgie ist das nicht gezeigt.",
        ),
        build_loop_diagram(
            "Der Darm und das Gehirn",
            [("Gehirn unter Stress", "stört"), ("Der Darm", "verändert"), ("Darmbakterien", "senden Signale an")],
            caption="Wieder ein Kreis. Untersucht wurde er bei Menschen mit Reizdarmsyndrom.[jacobs2021]",
        ),
        build_heading("Der strukturelle Ansatz"),
        build_prose(
            "Wenn Kreise den Schmerz aufrechterhalten, liegt die Frage nahe, was sie unterbrechen könnte. Hier geht"
            " der Ansatz der Klinik über das hinaus, was die Arbeiten oben zeigen. Ihre Methode setzt bei dem an, was"
            " den Schmerz erzeugt: bei der gespeicherten Verbindung von Angst und Schmerz, nicht bei jeder Stelle, die"
            " wehtut.",
            "Sie ersetzt weder Ihre Medikamente noch Bewegung oder andere Behandlungen, und niemand wird Sie bitten,"
            " damit aufzuhören. Sie verspricht keine Heilung. Die Theorie dahinter steht in einer Übersichtsarbeit,"
            " deren Autor auch der Urheber der Methode ist;[efremov2024] bitte lesen Sie diese Quelle mit diesem"
            " Wissen. In der Liste am Ende steht dasselbe neben der Arbeit.",
        ),
        build_questions(
            "Häufige Fragen",
            build_question(
                "Ist der Schmerz echt?",
                "Ja. Schmerz entsteht im Nervensystem, mit oder ohne Schaden im Gewebe. Dass der Mechanismus im Gehirn"
                " und in den Nerven liegen kann, macht ihn nicht zur Einbildung.",
                is_clinic_view=True,
            ),
            build_question(
                "Warum sind alle meine Befunde unauffällig?",
                "Blutwerte und Bilder suchen nach Schäden und Entzündungen im Gewebe. Sie sind nicht dafür gemacht zu"
                " zeigen, wie stark Gehirn und Rückenmark ein Signal verstärken.",
                is_clinic_view=True,
            ),
            build_question(
                "Ist Stress die Ursache von Fibromyalgie?",
                "So einfach kann das niemand sagen. Bei Menschen, die Fibromyalgie haben, kann Stress den Schmerz"
                " verstärken.[sluka2016] Das zeigt nicht, dass Stress sie hervorgebracht hat, bei Ihnen oder bei"
                " irgendjemandem.",
            ),
            build_question(
                "Warum tut es jede Woche woanders weh?",
                "Nach unserer Sicht, weil der Schmerz in der Mitte erzeugt wird. Wo man Schmerz spürt, ist nicht immer"
                " dort, wo er entsteht.",
                is_clinic_view=True,
            ),
            build_question(
                "Soll ich meine Medikamente absetzen?",
                "Nein, nicht wegen etwas, das Sie hier lesen. Bitte ändern Sie Medikamente nur gemeinsam mit der"
                " Ärztin oder dem Arzt, die sie verschreiben.",
                is_clinic_view=True,
            ),
            build_question(
                "Was hat mein Darm damit zu tun?",
                "Bei Menschen mit Reizdarmsyndrom veränderten sich Gehirn und Darmbakterien gemeinsam.[jacobs2021] Bei"
                " Frauen mit Fibromyalgie waren einige Darmbakterien häufiger oder seltener als bei"
                " anderen.[minerbi2019] Ob der Darm eine Ursache ist, ist offen.",
            ),
            build_question(
                "Wie gut ist die Sicht auf die Nervennetze belegt?",
                "Unterschiedlich gut. Drei Übersichtsarbeiten fassen zusammen, was bekannt"
                " ist.[efremov2024][sluka2016][kalisch2024] Eine Studie wurde an Mäusen gemacht.[stegemann2023] Zwei"
                " betrachten den Darm, bei Frauen mit Fibromyalgie und bei Menschen mit einer anderen"
                " Krankheit.[minerbi2019][jacobs2021] Keine prüft die Methode der Klinik bei Menschen mit"
                " Fibromyalgie.",
            ),
            topic="Fibromyalgie verstehen",
        ),
        build_call_to_action(
            "Möchten Sie wissen, ob das auf Sie zutrifft?",
            "Beantworten Sie einige Fragen zu Ihren Schmerzen, Ihrem Schlaf und Ihrer Gesundheit. Das dauert etwa zehn"
            " Minuten, und ein Mensch liest, was Sie abschicken.",
            button=BUTTON_TEXT,
        ),
    ],
)
