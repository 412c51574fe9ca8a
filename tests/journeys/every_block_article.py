"""An article with every block, each filled to its edges, added to the running site by `make`."""

from tests.articles.builders import (
    Block,
    faq,
    get_starter_article,
    make_article,
    make_document,
    make_entry,
    make_image,
    make_topic,
    prose,
    table,
)
from tests.articles.glossary.builders import make_term, mark, term_block
from tests.references.builders import cite, make_reference

ADDRESS = "/articles/every-block/"
LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen"
WORDS = "What a person says of their pain is where a doctor begins, and where a good answer ends. "


def make() -> None:
    work, image = make_reference("Every"), make_image()
    term = make_term("every-block pain", "Pain that is described here for the sake of the description.")
    entry = make_entry(
        "Does a shared question look like one of the page's own?", f"<p>Yes{cite(work)}</p>", topic=make_topic("Blocks")
    )
    number = cite(work, locator="p. 7")
    make_article(
        "Every block: what a page can hold, and how it looks",
        {"type": "in_short", "value": {"points": [f"<p>{WORDS}{number}</p>", "<p>Second.</p>", "<p>Third.</p>"]}},
        {
            "type": "heading",
            "value": {"heading": "A heading that is long enough to need a second line on most screens"},
        },
        prose(
            f"<p>{WORDS * 2}Some have {mark(term, 'every-block pain')}, others a "
            f'<a href="https://example.com/">link to elsewhere</a>{number}</p><h3>A smaller heading</h3>'
            f"<ul><li>{WORDS}</li><li>{LONG_WORD}</li></ul><ol><li>One</li><li>Two</li></ol>"
        ),
        get_help(),
        {"type": "key_insight", "value": {"text": f"<p>{WORDS}{number}</p>"}},
        loop(f"<p>{WORDS}{number}</p>"),
        picture(image.pk, caption=f"<p>{WORDS}{number}</p>", alt_text="Hills, and a lake between them"),
        picture(image.pk, caption="", alt_text="", decorative=True),
        table(f"<p>Words{number}</p>", *[[f"<p>{'cell ' * 9}{number}</p>"] * 4] * 2),
        chart("A share", "bars", f"<p>A source{number}</p>", ["Share"], [["22.5"], ["-48"], ["29.5"]], unit="%"),
        chart(
            "Three bars",
            "bars",
            "<p>A source</p>",
            ["Before the treatment", "After the treatment", "A year after the end of the treatment"],
            [["22.5", "12", "4"], ["-48", "-3", "0"], ["29.5", "1234567", "-2"]],
            unit="points",
        ),
        chart(
            "Three lines",
            "lines",
            "<p>A source</p>",
            ["Before", "After", LONG_WORD],
            [["-4", "2", "9"], ["3", "-1", "7"], ["5", "6", "1"]],
        ),
        media("A film", "visit.mp4", poster=image.pk, captions=make_document("visit.vtt").pk),
        media("A recording", "visit.mp3", transcript=f"<p>{WORDS}</p>"),
        {"type": "steps", "value": {"steps": [{"title": "Write it down", "text": f"<p>{WORDS}</p>"}] * 11}},
        {"type": "quote", "value": {"text": f"<p>{WORDS}{number}</p>", "attribution": "A person with fibromyalgia"}},
        term_block(term),
        {
            "type": "questions",
            "value": {
                "heading": "Questions",
                "questions": [{"question": "Is it real?", "answer": f"<p>Yes{number}</p>", "is_clinic_view": True}],
            },
        },
        faq(entry, heading="Shared questions"),
        {
            "type": "related_articles",
            "value": {"articles": [{"type": "item", "value": get_starter_article().pk, "id": "item-1"}]},
        },
        {
            "type": "call_to_action",
            "value": {"heading": "Does this sound like you?", "text": WORDS, "button": "Check eligibility"},
        },
        slug="every-block",
    )


def get_help() -> Block:
    contacts = [
        {"name": "Emergency services", "number": "999", "when": "day and night"},
        {"name": "A help line with a long name that needs two lines", "number": "+44 20 7946 0000", "when": ""},
    ]
    signs = f"<ul><li>{WORDS}</li><li>Sudden trouble with speaking</li></ul>"
    return {"type": "get_help", "value": {"heading": "Get help now", "signs": signs, "contacts": contacts}}


def loop(caption: str) -> Block:
    steps = [{"label": word, "effect": "amplifies"} for word in ("Catastrophising", "Fear", "Hypervigilance", "Pain")]
    return {"type": "loop_diagram", "value": {"title": "Fear and pain", "steps": steps, "caption": caption}}


def picture(image: int, *, caption: str, alt_text: str, decorative: bool = False) -> Block:
    shown = {"image": image, "alt_text": alt_text, "decorative": decorative}
    credit = {"credit": "Somebody", "licence": "CC BY 4.0", "licence_url": "https://example.com/licence"}
    return {"type": "picture", "value": {"image": shown, "caption": caption, **credit}}


def chart(title: str, kind: str, source: str, names: list[str], numbers: list[list[str]], *, unit: str = "") -> Block:
    labels = ["People under forty", f"{LONG_WORD} and all who were asked in that year", "Sixty-five and older"]
    columns = [{"type": "label", "heading": "Group"}, *({"type": "number", "heading": name} for name in names)]
    rows = [{"values": [label, *row]} for label, row in zip(labels, numbers, strict=True)]
    value = {"title": title, "kind": kind, "unit": unit, "source": source}
    return {"type": "chart", "value": {**value, "table": {"columns": columns, "rows": rows, "caption": ""}}}


def media(
    title: str, file: str, *, poster: int | None = None, captions: int | None = None, transcript: str = ""
) -> Block:
    parts = {"file": make_document(file).pk, "poster": poster, "captions": captions, "transcript": transcript}
    return {"type": "media", "value": {"title": title, **parts}}
