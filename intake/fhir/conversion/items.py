"""The items of a step: questions, information texts, and the help of a question."""

from intake.blueprints import max_lengths
from intake.blueprints.link_ids import make_hint_link_id
from intake.engine import fhir_extensions
from intake.fhir.conversion.conditions import ConditionConverter
from intake.fhir.conversion.enable_when import ConditionTooComplex, EnableWhen, combine_conditions
from intake.fhir.conversion.extensions import HELP_CONTROLS, has_control
from intake.fhir.conversion.item_types import Item
from intake.fhir.conversion.link_ids import LinkIds
from intake.fhir.conversion.questions import convert_question
from intake.fhir.conversion.report import ConversionReport, ItemRefused
from intake.fhir.conversion.text import cut_line, is_text, require_text, to_single_line
from intake.fhir.item_tree import Node
from intake.fhir.value_sets import ValueSets
from intake.fhir.vocabulary.elements import DISPLAY_LEVEL

MAX_OPTIONS = 3_000  # of all questions together: each may offer the same large value set


class ItemConverter:
    def __init__(
        self, report: ConversionReport, link_ids: LinkIds, conditions: ConditionConverter, value_sets: ValueSets
    ) -> None:
        self.report, self.link_ids, self.conditions = report, link_ids, conditions
        self._value_sets = value_sets
        self._option_count = 0

    def convert(self, node: Node, outer: EnableWhen) -> list[Item]:
        """Return what an item becomes: itself, and behind it the items that were in it. Nothing if it is refused.

        `outer` is the condition of what is around it.
        """
        if self.report.is_left_out(node):
            return []
        try:
            condition = combine_conditions([outer, self.conditions.convert(node)])
            items = self.convert_item(node, condition)
        except (ItemRefused, ConditionTooComplex) as error:
            self.refuse(node, error)
            return []
        self.report.change_link_id(node, self.link_ids.get(node))
        for child in node.children:
            if is_hint(child):
                continue
            if node.type == "group":
                items += self.convert(child, condition)
                continue
            if not self.report.is_left_out(child):
                self.report.change(
                    child.path, "was moved after the question that contained it, and is asked once that is answered"
                )
            items += self.convert(child, self.conditions.build_answered_condition(node, child))
        return items

    def refuse(self, node: Node, error: ItemRefused | ConditionTooComplex) -> None:
        """Leave out an item, with everything in it, for this reason."""
        if isinstance(error, ItemRefused):
            self.report.refuse(error.path, error.reason)
        else:
            self.report.refuse(
                f"{node.path}.enableWhen", "is a condition inside a condition, which is not supported here"
            )
        self.report.leave_out(node)

    def convert_item(self, node: Node, condition: EnableWhen) -> list[Item]:
        """Return one item without those in it; none for a group without text."""
        if node.type == "group":
            return self.convert_group_text(node, condition)
        if node.type == "display":
            text = require_text(f"{node.path}.text", node.text("text"), max_lengths.INFORMATION_LENGTH)
            self.report.drop_unused_members(node, DISPLAY_LEVEL, "left out: a text cannot have this")
            return [self.build_information(node, text, condition)]
        return [self.convert_question(node, condition)]

    def convert_group_text(self, node: Node, condition: EnableWhen) -> list[Item]:
        """Return the text of a group that is no step of its own, as an information text."""
        text = node.text("text").strip()[: max_lengths.INFORMATION_LENGTH]
        return [self.build_information(node, text, condition)] if text else []

    def build_information(self, node: Node, text: str, condition: EnableWhen) -> Item:
        return {"linkId": self.use_link_id(node), "text": text, "type": "display", **condition.members()}

    def convert_question(self, node: Node, condition: EnableWhen) -> Item:
        """Return a question with its help. Raises ItemRefused if it cannot be asked here."""
        if self._option_count > MAX_OPTIONS:
            raise ItemRefused(node.path, f"the items before it offer more than {MAX_OPTIONS} options")
        question = convert_question(node, self._value_sets)
        self._option_count += len(question.members.get("answerOption", ()))
        text = self.convert_question_text(node)
        self.conditions.add_question(node, question)
        for path, reason in question.changes:
            self.report.change(path, reason)
        item: Item = {
            "linkId": self.use_link_id(node),
            "text": text,
            "type": question.type,
            **question.build_members(),
            **condition.members(),
        }
        if node.members.get("required"):
            item["required"] = True
        if hint := self.convert_hint(node):
            item["item"] = [hint]
        return item

    def convert_question_text(self, node: Node) -> str:
        """Return its text on one line; without one, what the code system calls it."""
        path, text = f"{node.path}.text", node.text("text")
        names = [coding["display"] for _, coding in node.objects("code") if is_text(coding.get("display"))]
        if not text.strip() and names:
            self.report.change(path, "is missing; the name of its code was used")
            text = names[0]
        text = require_text(path, text, max_lengths.LINE_LENGTH)
        if len(text.splitlines()) > 1:
            self.report.change(path, "was put on one line")
        return to_single_line(text)

    def convert_hint(self, node: Node) -> Item | None:
        """Return the help inside a question, as one text; None if there is none."""
        hints = [child for child in node.children if is_hint(child) and not self.report.is_left_out(child)]
        text = " ".join(child.text("text") for child in hints)
        if not text.strip():
            return None
        link_id = make_hint_link_id(self.link_ids.get(node))
        self.report.origins[link_id] = hints[0].path
        for further in hints[1:]:
            self.report.change(further.path, "was joined with the help text before it")
        control = fhir_extensions.build_item_control(fhir_extensions.HELP_CONTROL)
        text = cut_line(self.report, f"{hints[0].path}.text", text, max_lengths.HINT_LENGTH)
        return {"linkId": link_id, "extension": [control], "text": text, "type": "display"}

    def use_link_id(self, node: Node) -> str:
        """Return the linkId of an item that goes into the definition."""
        link_id = self.link_ids.get(node)
        self.report.origins[link_id] = node.path
        return link_id


def is_hint(node: Node) -> bool:
    """Tell whether an item is help for the question around it."""
    return (
        node.type == "display"
        and node.parent is not None
        and node.parent.type not in {"group", "display"}
        and has_control(node, HELP_CONTROLS)
        and "enableWhen" not in node.members
    )
