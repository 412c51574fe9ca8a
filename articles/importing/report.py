"""What an import found and made, for the command, the admin and other programs."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from articles.blocks.bodies import ArticleBody
from articles.importing.citing import CitationWriter
from articles.importing.outline import Outline
from articles.importing.passages import Remark
from articles.importing.works import WorkPlan, iterate_refused


@dataclass
class ImportReport:
    """The report of one file. `to_json` has the members that the command promises."""

    title: str = ""
    headings: list[str] = field(default_factory=list)
    citation_count: int = 0
    cited_work_count: int = 0
    # Each has the line and number of its entry, and the key and title of its work; a matched one also says by what.
    matched: list[dict[str, Any]] = field(default_factory=list)
    new: list[dict[str, Any]] = field(default_factory=list)
    # Each has the line of its entry and the reason.
    refused: list[dict[str, Any]] = field(default_factory=list)
    blocks: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    @property
    def works(self) -> list[tuple[str, str, dict[str, Any]]]:
        """The entries of the list by line, each with the code and the words of what became of it."""
        groups = (
            ("matched", _("In the library"), self.matched),
            ("new", _("New"), self.new),
            ("refused", _("Refused"), self.refused),
        )
        found = [(code, label, entry) for code, label, entries in groups for entry in entries]
        return sorted(found, key=lambda work: work[2]["line"])

    @property
    def labelled_blocks(self) -> list[tuple[str, int]]:
        """How many blocks of each type there are, by the name that editors know."""
        known = ArticleBody().child_blocks
        return [(str(known[name].label), count) for name, count in self.blocks.items()]

    def to_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "headings": self.headings,
            "citations": {"count": self.citation_count, "works": self.cited_work_count},
            "references": {"matched": self.matched, "new": self.new, "refused": self.refused},
            "blocks": self.blocks,
            "warnings": self.warnings,
        }


def describe_refusal(entry: dict[str, Any]) -> str:
    """Return a refused entry as a sentence."""
    return str(Remark(entry["reason"], entry["line"]))


def build_report(
    outline: Outline, works: WorkPlan, citations: CitationWriter, blocks: dict[str, int], remarks: list[Remark]
) -> ImportReport:
    report = ImportReport(outline.title, outline.headings, blocks=blocks, warnings=[str(remark) for remark in remarks])
    report.citation_count, report.cited_work_count = sum(citations.cited.values()), len(citations.cited)
    for work in works.works:
        place = {"line": work.entry.line, "number": work.entry.number}
        if work.reason:
            continue
        if work.is_new and work.row:
            report.new.append({**place, "key": work.row.key, "title": work.row.title})
        elif work.reference:
            report.matched.append({**place, "key": work.reference.key, "title": work.reference.title, "by": work.by})
        elif work.row:
            report.matched.append({**place, "key": work.row.key, "title": work.row.title, "by": work.by})
    report.refused = [{"line": line, "reason": reason} for line, reason in iterate_refused(works.works)]
    return report
