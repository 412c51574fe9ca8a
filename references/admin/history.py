"""How the history of a work shows judgements and merges."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry

from references.curation import merging, notice_review
from references.enums import Status

ACTION_LABELS = {
    notice_review.RECORDED: _("Record a notice"),
    notice_review.UPHELD: _("Uphold a notice"),
    notice_review.OVERRULED: _("Overrule a notice"),
    notice_review.REOPENED: _("Undo a decision"),
}
ACTION_SENTENCES = {
    notice_review.RECORDED: _("Recorded: %(status)s (%(source)s)"),
    notice_review.UPHELD: _("Upheld: %(status)s (%(source)s)"),
    notice_review.OVERRULED: _("Overruled: %(status)s (%(source)s)"),
    notice_review.REOPENED: _("Decision undone: %(status)s (%(source)s)"),
}


class JudgementFormatter(LogFormatter):
    def format_message(self, log_entry: ModelLogEntry) -> str:
        data = log_entry.data
        sentence = ACTION_SENTENCES[log_entry.action] % {
            "status": Status(data["status"]).label,
            "source": data["source"],
        }
        # Wagtail shows a separate comment only for models with revisions.
        return f"{sentence}: {data['why']}" if data["why"] else sentence


class MergeFormatter(LogFormatter):
    label = _("Merge")

    def format_message(self, log_entry: ModelLogEntry) -> str:
        return gettext("Merged with “%(key)s”, whose citations were moved here") % {
            "key": log_entry.data["gone"]["key"]
        }


def register_review_actions(actions: LogActionRegistry) -> None:
    for action, label in ACTION_LABELS.items():
        actions.register_action(action)(type("Formatter", (JudgementFormatter,), {"label": label}))
    actions.register_action(merging.MERGED)(MergeFormatter)
