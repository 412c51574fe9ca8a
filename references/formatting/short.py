"""A work in a few words: the label in the editor, in a chooser, and for who hears a citation read out."""

from references import csl
from references.csl import Csl
from references.formatting import markup

LONGEST_TITLE = 40


def label(work: Csl) -> str:
    """`Stegemann et al. 2023`, as plain text."""
    year = csl.year(work)
    return f"{who(work)} {year}" if year else who(work)


def who(work: Csl) -> str:
    families = [" ".join(filter(None, (name.particle, name.family))) for name in csl.names(work, "author")]
    match families:
        case []:
            return shortened(markup.plain(csl.text(work, "title")))
        case [one]:
            return one
        case [one, other]:
            return f"{one} & {other}"
    return f"{families[0]} et al."


def shortened(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1].rstrip() + "…"
