"""Die Begriffe, die in den Artikeln vorkommen, in einfachen Worten."""

from articles.starter.content import PageContent, TermContent

GLOSSARY = PageContent(
    name="glossary",
    slug="glossar",
    title="Glossar",
    introduction="Was die Wörter bedeuten, die Ihnen in unseren Artikeln begegnen, von A bis Z.",
    description="Medizinische Wörter aus unseren Artikeln über Fibromyalgie, in einfacher Sprache.",
    body=[],
)
TERMS = (
    TermContent(
        "antibody",
        "Antikörper",
        "Ein Eiweiß, mit dem der Körper markiert, was er für einen Eindringling hält, zum Beispiel einen Keim.",
    ),
    TermContent(
        "central-sensitisation",
        "zentrale Sensibilisierung",
        "Die Vorstellung, dass Gehirn und Rückenmark empfindlicher geworden sind und Signale deshalb verstärken.",
    ),
    TermContent(
        "clinical-trial",
        "klinische Studie",
        "Eine Untersuchung, in der Menschen verschieden behandelt werden, damit man die Behandlungen vergleichen kann.",
        other_forms="Studie",
    ),
    TermContent(
        "cognitive-therapy",
        "kognitive Verhaltenstherapie",
        "Eine Gesprächstherapie. Sie sieht sich an, wie Gedanken, Gefühle und Gewohnheiten aufeinander wirken, und"
        " probiert"
        " neue Wege aus.",
        other_forms="KVT",
    ),
    TermContent(
        "cytokine",
        "Zytokin",
        "Ein kleines Eiweiß, mit dem Zellen einander sagen, was zu tun ist, zum Beispiel bei einer Entzündung.",
    ),
    TermContent("engram", "Engramm", "Eine Gruppe von Nervenzellen, die zusammen eine Erinnerung festhalten."),
    TermContent(
        "guideline",
        "Leitlinie",
        "Ein Rat, auf den sich eine Gruppe von Fachleuten geeinigt hat, nachdem sie die Studien abgewogen hat.",
    ),
    TermContent(
        "hpa-axis",
        "HPA-Achse",
        "Eine Kette vom Gehirn bis zu zwei Drüsen über den Nieren. Bei Stress gibt sie Hormone weiter.",
        other_forms="Hypothalamus-Hypophysen-Nebennierenrinden-Achse, Stressachse",
    ),
    TermContent(
        "nociplastic-pain",
        "noziplastischer Schmerz",
        "Schmerz, der damit zu tun hat, wie das Nervensystem Signale verarbeitet, ohne deutlichen Schaden an Gewebe"
        " oder"
        " Nerven.",
    ),
    TermContent("opioid", "Opioid", "Ein starkes Schmerzmittel, das mit Morphin verwandt ist."),
    TermContent(
        "placebo",
        "Placebo",
        "Eine Behandlung, die aussieht wie die geprüfte und keinen Wirkstoff enthält.",
        other_forms="Scheinmedikament",
    ),
    TermContent(
        "review",
        "Übersichtsarbeit",
        "Eine Arbeit, die die Studien zu einer Frage zusammenfasst. Eine systematische Übersicht sucht nach einem"
        " festen"
        " Plan nach allen.",
        other_forms="Übersicht, systematische Übersicht",
    ),
)
