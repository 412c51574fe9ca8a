"""The steps of a questionnaire: one for each run of questions in a group.

FHIR nests groups as deep as it likes. Here a group becomes a step, with a step of its own for each group inside, and a
question outside of any group becomes a step too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from intake.fhir.conversion.enable_when import ALWAYS, ConditionTooComplex, EnableWhen, split_step_condition
from intake.fhir.conversion.item_types import Item
from intake.fhir.conversion.items import ItemConverter
from intake.fhir.conversion.report import ItemRefused
from intake.fhir.conversion.text import cut_line
from intake.fhir.item_tree import Node
from intake.fhir.vocabulary.elements import GROUP_LEVEL

GROUP_TITLE, TEXTS_TITLE = "Questions", "Information"  # of steps for which the resource has no title


@dataclass(frozen=True)
class PlannedStep:
    """A step that has no items yet."""

    link_id: str
    title: str
    path: str  # of the item that it is made from
    conditions: tuple[EnableWhen, ...] = ()  # of the groups around it, from outside in


class StepConverter:
    """Converts the top items of a resource, from first to last. `title` is that of the resource, or empty."""

    def __init__(self, items: ItemConverter, title: str) -> None:
        self.items, self.title = items, title
        self.report, self.link_ids = items.report, items.link_ids
        self.steps: list[Item] = []
        # Information texts that open the next step, if it is shown under the same conditions.
        self._texts: list[Item] = []
        self._text_conditions: tuple[EnableWhen, ...] = ()

    def convert(self, tops: Iterable[Node]) -> list[Item]:
        for top in tops:
            self.add_top(top)
        self.flush_texts()
        return self.steps

    def add_top(self, node: Node) -> None:
        if self.report.is_left_out(node):
            return
        if node.type == "group":
            self.add_group(node, (), self.title)
            return
        items = self.items.convert(node, ALWAYS)
        if node.type == "display":
            self.defer_texts((), items)
        elif items:
            self.report.change(node.path, "was moved to a page of its own")
            link_id = self.make_step_link_id(f"{items[0]['linkId']}-step")
            self.add_step(PlannedStep(link_id, items[0]["text"], node.path), items)

    def add_group(self, node: Node, outer: tuple[EnableWhen, ...], outer_title: str) -> None:
        """Add a step for each run of a group's questions, and the steps of each group in it, in their order."""
        if self.report.is_left_out(node):
            return
        try:
            own = self.items.conditions.convert(node)
            conditions = (*outer, own) if own.comparisons else outer
            _, item_condition = split_step_condition(conditions)
        except (ItemRefused, ConditionTooComplex) as error:
            self.items.refuse(node, error)
            return
        self.report_group(node)
        title = cut_line(self.report, f"{node.path}.text", node.text("text")) or outer_title or GROUP_TITLE
        if not any(child.type != "group" and not self.report.is_left_out(child) for child in node.children):
            self.defer_texts(conditions, self.items.convert_group_text(node, item_condition))
        step, run = PlannedStep(self.link_ids.get(node), title, node.path, conditions), list[Item]()
        for child in node.children:
            if child.type != "group":
                run += self.items.convert(child, item_condition)
                continue
            step, run = self.finish_step(step, run), []
            self.add_group(child, conditions, title)
        self.finish_step(step, run)

    def finish_step(self, step: PlannedStep, run: Sequence[Item]) -> PlannedStep:
        """Add a step with these items, and return the next step of the same group. Without items, nothing is added."""
        if not run:
            return step
        self.add_step(step, run)
        return replace(step, link_id=self.make_step_link_id(step.link_id))

    def report_group(self, node: Node) -> None:
        self.report.change_link_id(node, self.link_ids.get(node))
        self.report.drop_unused_members(node, GROUP_LEVEL, "left out: a step cannot have this")
        if not node.text("text").strip():
            self.report.change(f"{node.path}.text", "is missing; the title of the group around it was used")
        if node.parent is not None:
            self.report.change(node.path, "was changed to a step or a text, because groups cannot be nested here")

    def add_step(self, step: PlannedStep, items: Sequence[Item]) -> None:
        """Add a step, which opens with the texts that wait for it."""
        if step.conditions != self._text_conditions:
            self.flush_texts()
        items, self._texts = [*self._texts, *items], []
        condition, _ = split_step_condition(step.conditions)
        self.report.origins[step.link_id] = step.path
        self.steps.append(
            {"linkId": step.link_id, "text": step.title, "type": "group", **condition.members(), "item": items}
        )

    def defer_texts(self, conditions: tuple[EnableWhen, ...], texts: Sequence[Item]) -> None:
        """Keep information texts for the top of the next step, if that is shown whenever they are."""
        if conditions != self._text_conditions:
            self.flush_texts()
        self._texts += texts
        self._text_conditions = conditions

    def flush_texts(self) -> None:
        """Add a step for the texts that no step has taken in."""
        if not self._texts:
            return
        first = self._texts[0]["linkId"]
        link_id = self.make_step_link_id(f"{first}-step")
        title = self.title or TEXTS_TITLE
        self.add_step(PlannedStep(link_id, title, self.report.origins[first], self._text_conditions), [])

    def make_step_link_id(self, wanted: str) -> str:
        return self.link_ids.make(wanted, is_step=True)
