"""Articles as clinics have them, for tests."""

from pathlib import Path

from tests.articles.importing.word import build_docx, link, note, paragraph, run

FILES = Path(__file__).parent / "files"


def read_file(name: str) -> bytes:
    return (FILES / name).read_bytes()


def build_perspective_docx() -> bytes:
    """Return the article of `perspective.txt` as Word has it: styles for headings, bold labels, superscript numbers."""

    def cited(text: str) -> str:
        """Return a paragraph in which `^1,2^` stands for superscript numbers."""
        pieces = text.split("^")
        return paragraph(*(run(piece, raised=place % 2 == 1) for place, piece in enumerate(pieces)))

    return build_docx(
        paragraph("Fibromyalgia: The Neural Network Perspective", style="Title"),
        paragraph("By Dr. Anna Example"),
        paragraph(""),
        cited(
            "You hurt in your shoulders, then in your hips, then in both hands. The blood tests are normal, the "
            "scans are"
            " normal, and somebody hints that it may all be in your head. The question is what generates the pain."
        ),
        paragraph("Central sensitisation", style="Heading1"),
        cited(
            "The brain can amplify pain. In mice, memories of fear can keep the perception of pain going.^1^ The "
            "amygdala"
            " takes part in storing fear and in turning pain up or down.^1,2^ What the autonomic nervous system "
            "sends out"
            " changes how the brain processes input.^2^"
        ),
        paragraph(run("Key insight: ", bold=True), run("No tissue damage does not mean no mechanism.")),
        paragraph("The fear-pain connection", style="Heading1"),
        cited(
            "Fear amplifies pain, and pain feeds fear.^1^ The brain starts the HPA axis, which ends in the release of"
            " cortisol.^3^ The nervous systems and the tissues interact.^1–3^"
        ),
        paragraph("Why conventional treatment hits a ceiling", style="Heading1"),
        paragraph("There is a great deal that can help:"),
        paragraph("duloxetine, milnacipran and pregabalin", list_level=0),
        paragraph("low-impact exercise", list_level=0),
        paragraph("walking", list_level=1),
        paragraph("cognitive behavioural therapy", list_level=0),
        paragraph("sleep hygiene", list_level=0),
        cited("Most of these act on outputs. Ten m^2^ is no citation."),
        paragraph("The gut-brain axis", style="Heading1"),
        cited("In people with irritable bowel syndrome, the microbiota were linked with how pain is processed.^4^"),
        paragraph("Key Insight", style="Heading2"),
        cited("The gut is one side of a loop, not its only cause.^4^"),
        paragraph("The structural approach", style="Heading1"),
        paragraph("The clinic’s method aims at the generator. This is information, not medical advice."),
        paragraph("Frequently Asked Questions", style="Heading1"),
        paragraph(run("Is the pain real?", bold=True)),
        paragraph("Yes. Pain is made by the nervous system. (The clinic’s view)"),
        paragraph(run("Why are all my tests normal?", bold=True)),
        paragraph("They look for damage in tissues, not for how strongly the brain amplifies a signal."),
        paragraph(run("Does stress cause fibromyalgia?", bold=True)),
        cited("Nobody can say that so simply. Fear and stress hormones can act on pain.^1, 3^"),
        paragraph(run("What does my gut have to do with it?", bold=True)),
        cited("Signals run both ways between the gut and the brain.^4^"),
        paragraph(run("Should I stop my medicines?", bold=True)),
        paragraph("No. Change medicines only with the doctor who prescribes them."),
        paragraph(run("References:", bold=True)),
        paragraph(
            "Stegemann A, Liu S, Retana Romero OA, et al. Prefrontal engrams of long-term fear memory perpetuate pain"
            " perception. Nat Neurosci. 2023;26(5):820-829. ",
            link("Full text", 1),
            list_level=0,
            ordered=True,
        ),
        paragraph(
            "Efremov A. Psychosomatics: Communication of the Central Nervous System through Connection to "
            "Tissues, Organs,"
            " and Cells. Clin Psychopharmacol Neurosci. 2024;22(4):565-577. ",
            link("Full text", 2),
            list_level=0,
            ordered=True,
        ),
        paragraph(
            "Kalisch R, Russo SJ, Müller MB. Neurobiology and systems biology of stress resilience. Physiol Rev."
            " 2024;104(3):1205-1263.",
            list_level=0,
            ordered=True,
        ),
        paragraph(
            "Jacobs JP, Gupta A, Bhatt RR, et al. Cognitive behavioral therapy for irritable bowel syndrome induces"
            " bidirectional alterations in the brain-gut-microbiome axis associated with gastrointestinal symptom"
            " improvement. Microbiome. 2021;9(1):236. PMID: 34847963",
            list_level=0,
            ordered=True,
        ),
        paragraph("Our own patient notes, not published.", list_level=0, ordered=True),
        paragraph("Ready to see if this applies to your situation?", style="Heading1"),
        paragraph("Answer some questions about your pain. It takes about ten minutes."),
        paragraph("Check eligibility"),
        links=(
            "https://doi.org/10.1038/s41593-023-01291-x",
            "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC11494424/",
        ),
    )


def build_plain_docx() -> bytes:
    """Return an article of which nothing has a style: headings are bare lines, and an entry stands on two."""
    return build_docx(
        paragraph("Living with Widespread Pain"),
        paragraph("Dr. Anna Example, MD"),
        paragraph("Pain in many places is hard to explain to others. This page tries."),
        paragraph("What doctors look for"),
        paragraph("They look for pain in several regions [1] and for tiredness (2)."),
        paragraph("KEY INSIGHT: You are not imagining it."),
        paragraph("Questions and Answers"),
        paragraph("Q. Is it common?"),
        paragraph("A. Yes, 2–4% of people [1, 2]."),
        paragraph("Q. Is it curable?"),
        paragraph("A. No, but it is treatable [3;4]."),
        paragraph(run("Reference List", bold=True)),
        paragraph(
            "[1]\tWolfe F, Clauw DJ, Fitzcharles MA. 2016 Revisions to the 2010/2011 fibromyalgia diagnostic criteria."
            " Semin Arthritis Rheum. 2016;46:319–29."
        ),
        paragraph("[2]\tClauw DJ. Fibromyalgia: a clinical review."),
        paragraph("JAMA. 2014;311:1547–55. Available from: https://jamanetwork.com/x Accessed 2 May 2024"),
        paragraph("[3]\tMacfarlane GJ et al. EULAR revised recommendations. Ann Rheum Dis 76:318–328, 2017"),
        paragraph("[4]\tSee above."),
        paragraph("Take our short questionnaire"),
    )


def build_noted_docx() -> bytes:
    """Return an article whose works are footnotes."""
    return build_docx(
        paragraph("Sleep", style="Title"),
        paragraph("Why nights matter", style="Subtitle"),
        paragraph("What we know", style="Heading1"),
        paragraph("Sleep matters.", note(1), " Very much so.", note(2)),
        paragraph("More", style="Heading1"),
        paragraph("And again.", note(1)),
        notes=[
            "Choy EH. The role of sleep in pain and fibromyalgia. Nat Rev Rheumatol. 2015;11(9):513-520.",
            "Bigatti SM, Kim S. Sleep disturbances in fibromyalgia syndrome. Arthritis Rheum. 2008;59(7):961-967.",
        ],
    )
