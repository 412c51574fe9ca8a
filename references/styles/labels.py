"""A work in a few words: the label in the editor, in a chooser, and for who hears a citation read out; the note in the
margin."""

from django.utils.safestring import SafeString

from references import csl, inline_markup
from references.csl import Csl
from references.styles import ama, dates
from references.styles.fields import field, short_container
from references.styles.punctuation import joined

LONGEST_TITLE = 40


def label(work: Csl) -> str:
    """`Stegemann et al. 2023`, as plain text."""
    year = csl.year(work)
    return f"{who(work)} {year}" if year else who(work)


def who(work: Csl) -> str:
    families = [" ".join(filter(None, (name.particle, name.family))) for name in csl.listed_names(work, "author")]
    match families:
        case []:
            return shortened(inline_markup.plain(csl.text(work, "title")))
        case [one]:
            return one
        case [one, other] if other != csl.OTHERS:
            return f"{one} & {other}"
    return f"{families[0]} et al."


def shortened(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1].rstrip() + "…"


def margin(work: Csl) -> SafeString:
    """`Stegemann A, et al. <i>Nat Neurosci</i>. 2023`: one line for the margin of the page."""
    people = csl.listed_names(work, "author") or csl.listed_names(work, "editor")
    first = ", ".join([*map(ama.full_name, people[:1]), *(["et al"] if len(people) > 1 else [])])
    container = short_container(work)
    title = "" if first and container else shortened(inline_markup.unmarked(field(work, "title")))
    return inline_markup.rendered(joined(". ", first, title, ama.slanted(container), dates.year(csl.date_range(work))))
