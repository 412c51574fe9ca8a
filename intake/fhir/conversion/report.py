"""The report of a conversion: what became of each part, and which items are left out."""

from collections.abc import Iterable

from intake.fhir import paths
from intake.fhir.extensions import is_redundant_extension
from intake.fhir.findings import Finding, FindingOutcome
from intake.fhir.item_tree import Node
from intake.fhir.vocabulary.elements import ELEMENTS
from intake.fhir.vocabulary.handling import Handling

ITEM_LABELS = {"group": "a step", "display": "an information text"}
QUESTION_LABEL = "a question"


class ItemRefused(ValueError):
    """An item that cannot be asked as it was meant, with the path of what prevents it, and the reason."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = path, reason


class ConversionReport:
    def __init__(self, findings: Iterable[Finding] = ()) -> None:
        self.findings = list(findings)
        self.origins: dict[str, str] = {}  # linkId in the definition -> path of the item that it was made from
        self._left_out: set[str] = set()  # paths of items

    def change(self, path: str, reason: str, rule: str = "") -> None:
        self.findings.append(Finding(FindingOutcome.CHANGED, path, reason, rule))

    def refuse(self, path: str, reason: str, rule: str = "") -> None:
        self.findings.append(Finding(FindingOutcome.REFUSED, path, reason, rule))

    def mark_left_out(self, path: str) -> None:
        """Leave out the item at `path`; what is in it is left out by `leave_out`."""
        self._left_out.add(path)

    def leave_out(self, node: Node) -> None:
        """Leave out an item that was refused, and refuse all items in it."""
        for inner in node.with_descendants():
            if inner is not node and not self.is_left_out(inner):
                self.refuse(inner.path, f"is in an item that was left out, {node.path}")
            self._left_out.add(inner.path)

    def is_left_out(self, node: Node) -> bool:
        return node.path in self._left_out

    def change_link_id(self, node: Node, link_id: str) -> None:
        """Report the linkId that an item has in the definition, if it is another than it had."""
        if link_id != node.link_id:
            self.change(f"{node.path}.linkId", f"is now {link_id!r}")

    def drop_unused_members(self, node: Node, level: str, reason: str) -> None:
        """Report the members and extensions that a group or a text (`level`) has no use for."""
        for member in node.members:
            if ELEMENTS[level].get(member) is not Handling.CARRIED:
                self.change(paths.join_path(node.path, member), reason)
        for path, extension in node.objects("extension"):
            if not is_redundant_extension(extension):
                self.change(path, reason)

    def keep_unchanged(self, nodes: Iterable[Node]) -> None:
        """Report as kept the items that are in the definition and of which nothing was changed or refused."""
        changed = {paths.get_item_path(finding.path) for finding in self.findings}
        used = {*self.origins.values()} - changed
        self.findings += [build_kept_finding(node) for node in nodes if node.path in used]


def build_kept_finding(node: Node) -> Finding:
    return Finding(FindingOutcome.KEPT, node.path, ITEM_LABELS.get(node.type, QUESTION_LABEL))
