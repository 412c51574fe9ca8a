"""What an article's history says of the file that it was made of."""

from django.utils.translation import gettext, gettext_lazy, ngettext
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import PageLogEntry

BRING_ACTION = "articles.import"


class BroughtInFormatter(LogFormatter):
    label = gettext_lazy("Bring an article in")

    def format_message(self, log_entry: PageLogEntry) -> str:
        """Return the file's name, and all warnings: what was not understood must still be found when somebody edits."""
        warnings = [*log_entry.data["refused"], *log_entry.data["warnings"]]
        made = gettext("Made of “%(file)s”.") % {"file": log_entry.data["file"]}
        if not warnings:
            return made
        count = ngettext("%(number)s warning", "%(number)s warnings", len(warnings)) % {"number": len(warnings)}
        return f"{made} {count}: {' · '.join(warnings)}"


def register_import_action(actions: LogActionRegistry) -> None:
    actions.register_action(BRING_ACTION)(BroughtInFormatter)
