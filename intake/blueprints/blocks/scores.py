"""The block of a score."""

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from intake.engine.scoring import RULES


def get_score_choices() -> list[tuple[str, str | Promise]]:
    """Return each score with its licence. One without can be chosen; publishing then tells what is missing."""
    return [
        (rule.id, format_lazy("{} – {}", rule.title, rule.licence.name or _("no licence is recorded")))
        for rule in RULES.values()
    ]


class ScoresBlock(blocks.StreamBlock):
    score = blocks.ChoiceBlock(get_score_choices, label=_("Score"), icon="decimal")
