"""What an article's history says of the names that were typed into it before authors were people (migration 0004)."""

from django.utils.translation import gettext, gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import PageLogEntry

TYPED_NAMES_ACTION = "articles.typed_names"


class TypedNamesFormatter(LogFormatter):
    label = gettext_lazy("Keep typed names")

    def format_message(self, log_entry: PageLogEntry) -> str:
        typed = log_entry.data
        return gettext("Typed names, no longer shown: author %(author)s; reviewer %(reviewer)s, %(day)s") % {
            "author": typed.get("author") or "–",
            "reviewer": typed.get("reviewer") or "–",
            "day": typed.get("reviewed_on") or gettext("no date"),
        }


def register_typed_names(actions: LogActionRegistry) -> None:
    actions.register_action(TYPED_NAMES_ACTION)(TypedNamesFormatter)
