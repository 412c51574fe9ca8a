"""A work in a few words: the label in editors, choosers and screen readers, and the note in the margin of a page."""

from django.utils.safestring import SafeString

from references import csl, inline_markup
from references.csl import Csl
from references.styles import dates
from references.styles.fields import format_field, format_short_container
from references.styles.names import format_index_name
from references.styles.punctuation import join_parts
from references.styles.scripts import add_script_italics

LONGEST_LABEL_TITLE = 40


def format_label(work: Csl) -> str:
    """Return `Stegemann et al. 2023`, as plain text."""
    year = csl.get_year(work)
    return f"{format_label_names(work)} {year}" if year else format_label_names(work)


def format_label_names(work: Csl) -> str:
    families = [" ".join(filter(None, (name.particle, name.family))) for name in csl.get_printed_names(work, "author")]
    match families:
        case []:
            return shorten_title(inline_markup.strip_inline_tags(csl.get_text(work, "title")))
        case [one]:
            return one
        case [one, other] if other != csl.ET_AL:
            return f"{one} & {other}"
    return f"{families[0]} et al."


def shorten_title(title: str) -> str:
    return title if len(title) <= LONGEST_LABEL_TITLE else title[: LONGEST_LABEL_TITLE - 1].rstrip() + "…"


def render_margin_note(work: Csl) -> SafeString:
    """Return one line for the margin of a page: `Stegemann A, et al. <i>Nat Neurosci</i>. 2023`."""
    people = csl.get_printed_names(work, "author") or csl.get_printed_names(work, "editor")
    first = ", ".join([*map(format_index_name, people[:1]), *(["et al"] if len(people) > 1 else [])])
    container = format_short_container(work)
    title = "" if first and container else shorten_title(inline_markup.strip_marks(format_field(work, "title")))
    return inline_markup.render_marks(
        join_parts(". ", first, title, add_script_italics(container), dates.format_years(csl.get_date_range(work)))
    )
