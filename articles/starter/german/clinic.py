"""Pages about the clinic, in German: how to reach it, what patients can expect, and who runs the site."""

from articles.starter.block_builders import build_call_to_action, build_clinic_details, build_heading, build_prose
from articles.starter.content import PageContent
from articles.starter.german.links import BUTTON_TEXT, HELP_LINK, OWN_PAGE_LINK, PRIVACY_LINK, QUESTIONNAIRE_LINK

CONTACT = PageContent(
    name="contact",
    slug="kontakt",
    title="Kontakt",
    description="Wie Sie die Klinik erreichen, vor und nach dem Abschicken des Fragebogens.",
    body=[
        build_prose(
            f"Wenn Sie sofort Hilfe brauchen, warten Sie nicht auf uns: siehe {HELP_LINK}. Niemand liest Nachrichten"
            " rund um die Uhr.",
        ),
        build_clinic_details("So erreichen Sie uns", "legal_name", "address", "phone", "email", "opening_hours"),
        build_heading("Wenn Sie fragen möchten, ob wir helfen können"),
        build_prose(
            f"Füllen Sie den {QUESTIONNAIRE_LINK} aus. Das ist der schnellste Weg, denn so sieht ein Mensch gleich,"
            " was wir wissen müssen. Sie brauchen kein Konto. Bitte schreiben Sie nichts über Ihre Gesundheit in eine"
            " E-Mail: E-Mails können unterwegs gelesen werden.",
        ),
        build_heading("Wenn Sie ihn schon abgeschickt haben"),
        build_prose(
            f"Unsere Nachrichten an Sie stehen auf {OWN_PAGE_LINK}. Sie brauchen Ihre Vorgangsnummer und Ihren Code."
            " Wenn Sie den Code verloren haben, wenden Sie sich an die Klinik und nennen Sie die Vorgangsnummer. Sie"
            " muss nicht geheim bleiben.",
        ),
        build_heading("Wenn auf dieser Website etwas falsch oder schwer zu benutzen ist"),
        build_prose(
            "Bitte sagen Sie es uns: Unten auf der betreffenden Seite steht ein Link, „Auf dieser Seite stimmt etwas"
            " nicht“. Schreiben Sie, was Sie tun wollten und was geschehen ist.",
        ),
    ],
)

BEING_A_PATIENT = PageContent(
    name="being-a-patient",
    slug="patient-sein",
    title="Wie es ist, hier in Behandlung zu sein",
    description="Von der ersten Frage bis zu den Terminen: was geschieht, worum wir Sie bitten und was niemand"
    " versprechen kann.",
    body=[
        build_prose(
            "Es ist leichter, um Hilfe zu bitten, wenn man weiß, was danach kommt. Diese Seite sagt Schritt für"
            " Schritt, was geschieht. Sie können bei jedem Schritt aufhören und müssen keinen Grund nennen.",
        ),
        build_heading("Wie es anfängt"),
        build_prose(
            f"<ol><li>Sie beantworten den {QUESTIONNAIRE_LINK}. Das dauert etwa zehn Minuten und geht auch in"
            " Etappen.</li><li>Jemand aus dem Team liest Ihre Antworten. Kein Programm entscheidet über"
            f" Sie.</li><li>Die Klinik antwortet auf {OWN_PAGE_LINK}: ob sie meint, dass sie helfen kann, was sie noch"
            " wissen muss oder wo Sie vielleicht bessere Hilfe finden.</li><li>Wenn sie helfen kann, verabreden Sie"
            " gemeinsam, wie es weitergeht.</li></ol>",
        ),
        build_clinic_details("Womit Sie rechnen können", "referral", "waiting_time", "visits", "remote_visits", "cost"),
        build_heading("Worum wir Sie bitten"),
        build_prose(
            "Bitte bleiben Sie bei Ihrer eigenen Ärztin oder Ihrem eigenen Arzt und setzen Sie Medikamente und andere"
            " Behandlungen fort. Sagen Sie uns, wenn sich etwas ändert. Sagen Sie uns auch, wenn ein Termin zu lang,"
            " zu früh oder zu weit weg ist: Wir wissen, dass es Tage gibt, an denen nichts geht.",
        ),
        build_heading("Was die Methode ist und was man nicht weiß"),
        build_prose(
            "Die Methode der Klinik setzt bei dem an, was den Schmerz im Gehirn aufrechterhält: nach der Sicht der"
            " Klinik eine gespeicherte Verbindung von Angst und Schmerz. Die Übersichtsarbeit, die sie beschreibt, hat"
            " der Urheber der Methode geschrieben, und darin steht, dass die Technik noch weiter untersucht werden"
            " muss.[efremov2024] Keine Arbeit, die wir zitieren, prüft sie an Menschen mit Fibromyalgie.",
            "Deshalb kann niemand versprechen, dass sie Ihnen hilft. Fragen Sie uns, bevor Sie anfangen, was sie"
            " aufwühlen kann. Sie können jederzeit eine Pause machen oder aufhören.",
        ),
        build_heading("Was unter uns bleibt"),
        build_prose(f"Was Sie uns mitteilen, bleibt zwischen Ihnen und der Klinik. Auf der {PRIVACY_LINK} steht, wie."),
        build_call_to_action(
            "Kann die Klinik Ihnen helfen?", "Der Fragebogen dauert etwa zehn Minuten.", button=BUTTON_TEXT
        ),
    ],
)

IMPRINT = PageContent(
    name="imprint",
    slug="impressum",
    title="Impressum",
    description="Wer diese Website betreibt und für ihren Inhalt verantwortlich ist.",
    body=[
        build_prose(
            "Diese Seite nennt, wer diese Website betreibt. Solange hier niemand genannt ist, ist die Website eine"
            " Demonstration und gehört zu keiner Klinik.",
        ),
        build_clinic_details(
            "Wer diese Website betreibt",
            "legal_name",
            "address",
            "phone",
            "email",
            "responsible_person",
            "register_entry",
            "supervisory_authority",
        ),
        build_heading("Was diese Website ist und was nicht"),
        build_prose(
            "Sie informiert. Sie ersetzt keine Ärztin und keinen Arzt, die Sie kennen. Wo ein Artikel über das"
            " hinausgeht, was eine zitierte Arbeit zeigt, sagt er das. Links führen zu Websites anderer, die für ihren"
            " Inhalt selbst verantwortlich sind.",
        ),
    ],
)
