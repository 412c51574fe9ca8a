"""An article that cites in every way, added to the running site by `make`."""

from datetime import date

from references.enums import EvidenceKind, Status
from tests.articles.builders import make_article, prose, questions, table
from tests.references.builders import cite, give_notice, make_reference, make_work

ADDRESS = "/articles/cited/"
WORDS = "<p>" + "Words that fill a line and the next one, so that notes have room beside them. " * 3

STEPS = [{"label": "Fear", "effect": "amplifies"}, {"label": "Pain", "effect": "feeds"}]


def make() -> None:
    names = ["Gray", "Dunn", "Webb", "Cole", "Ash", "Reed"]
    gray, dunn, webb, cole, ash, reed = (
        make_reference(name, work=make_work(name, DOI=f"10.5555/{name}"), evidence_kind=EvidenceKind.TRIAL)
        for name in names
    )
    give_notice(dunn, Status.RETRACTED, dated=date(2024, 3, 5))
    give_notice(webb, Status.SUPERSEDED, superseded_by=gray)
    several = "".join(map(cite, [gray, cole, ash, reed]))
    make_article(
        "Cited",
        {"type": "heading", "value": {"heading": "A heading"}},
        prose(f"{WORDS}{cite(gray, locator='p. 823', quote='Pain persists')}</p>{WORDS}{cite(dunn)}{cite(webb)}</p>"),
        {"type": "key_insight", "value": {"text": f"<p>An insight{several}</p>"}},
        table(f"<p>Words{cite(cole)}</p>", *[[f"<p>{'cell ' * 9}{cite(gray)}</p>"] * 4] * 2),
        {
            "type": "loop_diagram",
            "value": {"title": "A loop", "steps": STEPS, "caption": f"<p>A caption{cite(reed)}</p>"},
        },
        {"type": "quote", "value": {"text": f"<p>Somebody's words{cite(ash)}</p>", "attribution": "Somebody"}},
        prose(f"{WORDS}{several}{cite(dunn)}{WORDS}{cite(gray)}</p>"),
        questions(f"<p>An answer{cite(dunn)}</p>"),
        slug="cited",
    )
