"""The words in which a work's history tells what was decided about it."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry

from references import judging, merging
from references.enums import Status

LABELS = {
    judging.RECORDED: _("Record a notice"),
    judging.UPHELD: _("Uphold a notice"),
    judging.OVERRULED: _("Overrule a notice"),
    judging.REOPENED: _("Take a judgement back"),
}
SENTENCES = {
    judging.RECORDED: _("Recorded: %(status)s (%(source)s)"),
    judging.UPHELD: _("Upheld: %(status)s (%(source)s)"),
    judging.OVERRULED: _("Overruled: %(status)s (%(source)s)"),
    judging.REOPENED: _("To be judged again: %(status)s (%(source)s)"),
}


class JudgementFormatter(LogFormatter):
    def format_message(self, log_entry: ModelLogEntry) -> str:
        data = log_entry.data
        sentence = SENTENCES[log_entry.action] % {"status": Status(data["status"]).label, "source": data["source"]}
        # A comment of its own would be shown only of what has revisions.
        return f"{sentence}: {data['why']}" if data["why"] else sentence


class MergeFormatter(LogFormatter):
    label = _("Merge")

    def format_message(self, log_entry: ModelLogEntry) -> str:
        return gettext("Merged with “%(key)s”, whose citations came here") % {"key": log_entry.data["gone"]["key"]}


def register(actions: LogActionRegistry) -> None:
    for action, label in LABELS.items():
        actions.register_action(action)(type("Formatter", (JudgementFormatter,), {"label": label}))
    actions.register_action(merging.MERGED)(MergeFormatter)
