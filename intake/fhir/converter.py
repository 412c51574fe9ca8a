"""Another program's Questionnaire as a definition, and what became of each part of it.

Nothing is asked otherwise than its authors meant it: what cannot be asked so is left out and said to be refused, and
with it whatever depends on it. What is lost or said in another way is said to be changed.

FHIR nests groups as deep as it likes; here a group becomes a step, with a step of its own for each group inside, and a
question that stands alone becomes a step too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from intake.blueprints import max_lengths
from intake.blueprints.link_ids import make_hint_link_id
from intake.engine import questionnaire_items
from intake.engine.conditions import ORDERINGS
from intake.engine.definition import Definition, is_country
from intake.engine.json_object import DefinitionError, Json
from intake.fhir import conjunction, exporting, item_tree, question_converter, r5, unused_elements, validation
from intake.fhir.conjunction import ConditionTooComplex, EnableWhen
from intake.fhir.exclusions import find_exclusions, find_head_exclusions, is_redundant_extension
from intake.fhir.findings import Finding, FindingOutcome
from intake.fhir.item_tree import Node
from intake.fhir.link_ids import LinkIds
from intake.fhir.question_converter import HELP_CONTROLS, ConvertedQuestion, QuestionRefused
from intake.fhir.validation import Fault
from intake.fhir.value_sets import ValueSets
from intake.fhir.vocabulary import DISPLAY_LEVEL, ELEMENTS, GROUP_LEVEL, ROOT_LEVEL, Handling

# Rules that what is left out anyway has broken, and members that are left out.
HARMLESS_RULES = {"que-3", "que-6", "que-8", "que-9", "que-10", "que-11", "que-13"}
CARRIED_MEMBERS = {
    *("linkId", "type", "text", "item", "enableWhen", "enableBehavior", "required", "repeats", "readOnly", "maxLength"),
    *("answerOption", "answerValueSet", "code", "extension"),
}
HEAD_LENGTHS = {"title": 200, "publisher": 200, "copyright": 500, "url": 200}  # of the builder's fields
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
DEFAULT_LANGUAGE = "en"
MAX_OPTIONS = 3_000  # of all questions: one value set may stand for those of each
ITEM_LABELS = {"group": "a step", "display": "an information text"}


@dataclass(frozen=True)
class Conversion:
    definition: Json | None  # None where nothing can be imported
    findings: tuple[Finding, ...]


def convert_questionnaire(resource: Any, *, slug: str) -> Conversion:
    """`slug` makes the address of a resource that has none. Never raises, whatever JSON data it is given."""
    if problem := item_tree.explain_excess(resource):
        return Conversion(None, (Finding(FindingOutcome.REFUSED, "", problem, validation.SIZE_RULE),))
    edited: list[Finding] = []
    if isinstance(resource, dict) and (restored := exporting.restore_definition(resource)) is not None:
        if not (reason := explain_change_since_export(resource, restored)):
            return Conversion(restored, tuple(report_all_kept(resource)))
        reason = f"was exported from here and has been changed since ({reason}): read without scores and rules"
        edited = [Finding(FindingOutcome.CHANGED, "extension", reason)]
    if not isinstance(resource, dict):
        return Conversion(None, (Finding(FindingOutcome.REFUSED, "", "must be an object", validation.STRUCTURE_RULE),))
    r4, changes = r5.convert_to_r4(resource)
    return Converter(r4, slug, [*edited, *changes]).run()


def explain_change_since_export(resource: Json, restored: Json) -> str:
    """What keeps an export of ours from being taken as it was; empty where nothing does."""
    if problem := item_tree.explain_excess(restored):
        return problem
    for path, reason in unused_elements.find_ignored_in_questionnaire(resource):
        return f"{path} {reason}"
    for path, reason in unused_elements.find_ignored_in_rules(restored):
        return f"{path} {reason}"
    try:
        Definition.from_json(restored)
    except DefinitionError as error:
        return str(error)
    return ""


def report_all_kept(resource: Json) -> Iterator[Finding]:
    for node in item_tree.build_item_tree(resource).nodes():
        yield Finding(FindingOutcome.KEPT, node.path, ITEM_LABELS.get(node.type, "a question"))


@dataclass
class Converter:
    resource: Json
    slug: str
    findings: list[Finding]
    steps: list[Json] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)  # new linkId -> path of the item that it came from
    asked: dict[str, ConvertedQuestion] = field(default_factory=dict)  # path -> the question that stands for it
    left_out: set[str] = field(default_factory=set)  # paths
    waiting: list[Json] = field(default_factory=list)  # information texts that open the next step
    waiting_for: list[EnableWhen] = field(default_factory=list)  # what those are shown under
    option_count: int = 0

    def run(self) -> Conversion:
        items = item_tree.build_item_tree(self.resource)
        self.nodes = {node.path: node for node in items.nodes()}
        self.by_link_id = {node.link_id: node for node in reversed(self.nodes.values())}
        if not self.can_be_read():
            return Conversion(None, tuple(self.findings))
        self.value_sets = ValueSets(self.resource)
        new = LinkIds()
        self.link_ids, self.new_link_id = new.of(n for n in self.nodes.values() if not self.is_hint(n)), new.new
        for top in items.tops:
            self.add_top(top)
        self.flush_waiting_texts()
        if not self.steps:
            self.refuse("item", "holds no question that can be asked")
            return Conversion(None, tuple(self.findings))
        questionnaire = self.head() | {"item": self.steps}
        return self.checked({"questionnaire": questionnaire, "scores": [], "rules": [], "consents": []})

    def checked(self, definition: Json) -> Conversion:
        if problem := item_tree.explain_excess(definition):
            self.refuse("item", f"makes a questionnaire that {problem}")
            return Conversion(None, tuple(self.findings))
        try:
            Definition.from_json(definition)
        except DefinitionError as error:
            self.refuse(self.original_path(definition, error.path), error.reason)
            return Conversion(None, tuple(self.findings))
        self.note_kept()
        return Conversion(definition, tuple(self.findings))

    def original_path(self, definition: Json, path: str) -> str:
        """Where the item stood that a path in the definition speaks of."""
        inside = path.removeprefix("questionnaire.")
        node: Any = definition["questionnaire"]
        for part in item_tree.get_item_path(inside).split("."):
            if part:
                node = node["item"][int(part[5:-1])]
        return self.places.get(node.get("linkId", ""), "")

    # --- What is said ------------------------------------------------------------------------------------------------

    def change(self, path: str, reason: str, rule: str = "") -> None:
        self.findings.append(Finding(FindingOutcome.CHANGED, path, reason, rule))

    def refuse(self, path: str, reason: str, rule: str = "") -> None:
        self.findings.append(Finding(FindingOutcome.REFUSED, path, reason, rule))

    def leave_out(self, node: Node) -> None:
        """An item that was refused, and all in it."""
        for inner in node.with_descendants():
            if inner is not node and inner.path not in self.left_out:
                self.refuse(inner.path, f"stands in an item that is left out, {node.path}")
            self.left_out.add(inner.path)

    def note_kept(self) -> None:
        changed = {item_tree.get_item_path(finding.path) for finding in self.findings}
        used = {*self.places.values()} - changed
        for path in [path for path in self.nodes if path in used]:
            self.findings.append(
                Finding(FindingOutcome.KEPT, path, ITEM_LABELS.get(self.nodes[path].type, "a question"))
            )

    # --- Faults ------------------------------------------------------------------------------------------------------

    def can_be_read(self) -> bool:
        """Say what is at fault, and leave out the items that are."""
        for fault in validation.find_faults(self.resource):
            item = item_tree.get_item_path(fault.path)
            if self.is_harmless(fault, item):
                self.change(fault.path, fault.reason, fault.rule)
                continue
            self.refuse(fault.path, fault.reason, fault.rule)
            if not item:
                return False
            self.left_out.add(item)
        if head_exclusions := list(find_head_exclusions(self.resource)):
            for path, reason in head_exclusions:
                self.refuse(path, reason)
            return False
        for node in self.nodes.values():
            for path, reason in find_exclusions(node):
                self.refuse(path, reason)
                self.left_out.add(node.path)
        for path in [path for path in self.left_out if path in self.nodes]:
            self.leave_out(self.nodes[path])
        return True

    def is_harmless(self, fault: Fault, item: str) -> bool:
        member = fault.path[len(item) :].lstrip(".").partition(".")[0].partition("[")[0]
        if not item:
            return (
                member not in {"resourceType", "item", "title", "url", "language"}
                and fault.rule != validation.TEXT_RULE
            )
        if fault.rule == validation.STRUCTURE_RULE:
            return bool(member) and member not in CARRIED_MEMBERS
        return fault.rule in HARMLESS_RULES

    # --- The head ----------------------------------------------------------------------------------------------------

    def head(self) -> Json:
        title = self.line("title") or self.line("name")
        if not self.line("title"):
            self.change("title", f"is missing: it is called {title or 'Questionnaire'!r}")
        if self.resource.get("status") == "retired":
            self.change("status", "is retired: its authors use it no longer")
        head = {
            "resourceType": "Questionnaire",
            "url": self.url(),
            "title": title or "Questionnaire",
            "status": "draft",
            "language": self.language(),
        }
        for member in self.resource:
            if ELEMENTS[ROOT_LEVEL].get(member) is not Handling.CARRIED:
                self.change(validation.join_path("", member), "left out")
        return head | {key: self.line(key) for key in ("publisher", "copyright") if self.line(key)}

    def language(self) -> str:
        given = self.line("language")
        if LANGUAGE.fullmatch(given):
            return given
        self.change("language", f"is taken to be {DEFAULT_LANGUAGE!r}")
        return DEFAULT_LANGUAGE

    def line(self, member: str) -> str:
        """The text of a member, as long as the builder's field for it."""
        value = self.resource.get(member)
        text = value.strip() if isinstance(value, str) else ""
        longest = HEAD_LENGTHS.get(member, 200)
        if len(text) > longest:
            self.change(member, f"is cut after {longest} characters")
        return text[:longest]

    def url(self) -> str:
        own = questionnaire_items.make_default_url(self.slug)
        given = self.resource.get("url", "")
        if (
            given.startswith(("http://", "https://"))
            and len(given) <= HEAD_LENGTHS["url"]
            and not set(given) & {*" <>\"'"}
        ):
            return str(given)
        self.change("url", f"is {own!r}: a web address is needed")
        return own

    # --- Steps -------------------------------------------------------------------------------------------------------

    def add_top(self, node: Node) -> None:
        if node.path in self.left_out:
            return
        if node.type == "group":
            self.add_group(node, (), self.line("title"))
            return
        items = self.items_of(node, EnableWhen(()))
        if node.type == "display":
            self.wait((), items)
        elif items:
            self.change(node.path, "stands on a page of its own")
            link_id = self.new_link_id(f"{items[0]['linkId']}-step", is_step=True)
            self.add_step(PlannedStep(link_id, items[0]["text"], node.path), items)

    def add_group(self, node: Node, outer: tuple[EnableWhen, ...], outer_title: str) -> None:
        """A step for each run of its questions, and for each group in it."""
        if node.path in self.left_out:
            return
        try:
            own = self.enable_when(node)
            around = (*outer, own) if own.whens else outer
            _, pushed = conjunction.split_step_condition(around)
        except (QuestionRefused, ConditionTooComplex) as error:
            self.refuse_item(node, error)
            return
        self.note_group(node)
        title = self.fit_line(f"{node.path}.text", node.text("text")) or outer_title or "Questions"
        if not any(child.type != "group" and child.path not in self.left_out for child in node.children):
            self.wait(around, self.group_text(node, pushed))
        page, run = PlannedStep(self.link_ids[node.path], title, node.path, around), list[Json]()
        for child in node.children:
            if child.type != "group":
                run += self.items_of(child, pushed)
                continue
            page, run = self.turned(page, run), []
            self.add_group(child, around, title)
        self.turned(page, run)

    def turned(self, page: "PlannedStep", run: list[Json]) -> "PlannedStep":
        """The next page of the same group, once the questions so far have filled one."""
        if not run:
            return page
        self.add_step(page, run)
        return replace(page, link_id=self.new_link_id(page.link_id, is_step=True))

    def note_group(self, node: Node) -> None:
        self.note_link_id(node)
        self.note_what_is_left_out(node, GROUP_LEVEL, "left out: a step has no such thing")
        if not node.text("text").strip():
            self.change(f"{node.path}.text", "is missing: the title around it is taken")
        if node.parent is not None:
            self.change(node.path, "a group inside of another item is shown as a step or a text")

    def add_step(self, page: "PlannedStep", items: list[Json]) -> None:
        if list(page.around) != self.waiting_for:
            self.flush_waiting_texts()
        items, self.waiting = self.waiting + items, []
        slot, _ = conjunction.split_step_condition(page.around)
        self.places[page.link_id] = page.path
        step = {"linkId": page.link_id, "text": page.title, "type": "group", **slot.members(), "item": items}
        self.steps.append(step)

    def wait(self, around: tuple[EnableWhen, ...], items: list[Json]) -> None:
        """Keep information texts for the top of the step that comes next, if that is shown whenever they are."""
        if list(around) != self.waiting_for:
            self.flush_waiting_texts()
        self.waiting += items
        self.waiting_for = list(around)

    def flush_waiting_texts(self) -> None:
        """Texts that no step has taken in get one of their own."""
        if not self.waiting:
            return
        first = self.waiting[0]["linkId"]
        link_id = self.new_link_id(f"{first}-step", is_step=True)
        title = self.line("title") or "Information"
        self.add_step(PlannedStep(link_id, title, self.places[first], tuple(self.waiting_for)), [])

    # --- Items -------------------------------------------------------------------------------------------------------

    def items_of(self, node: Node, outer: EnableWhen) -> list[Json]:
        """What an item becomes: itself, and behind it what stood in it. Nothing if it is refused."""
        if node.path in self.left_out:
            return []
        try:
            condition = conjunction.combine_conditions([outer, self.enable_when(node)])
            own = self.own_items(node, condition)
        except (QuestionRefused, ConditionTooComplex) as error:
            self.refuse_item(node, error)
            return []
        self.note_link_id(node)
        inside = [child for child in node.children if not self.is_hint(child)]
        for child in inside:
            if node.type != "group" and child.path not in self.left_out:
                self.change(child.path, "stands behind the question that it stood in, once that is answered")
            own += self.items_of(
                child, condition if node.type == "group" else self.build_answered_condition(node, child)
            )
        return own

    def build_answered_condition(self, question: Node, child: Node) -> EnableWhen:
        """What holds for an item in a question: FHIR keeps it below its answer, and who is not asked has none."""
        if any(is_answer_implied(when, question) for _, when in child.objects("enableWhen")) and not is_any_enough(
            child
        ):
            return EnableWhen(())
        return EnableWhen(({"question": self.link_ids[question.path], "operator": "exists", "answerBoolean": True},))

    def own_items(self, node: Node, condition: EnableWhen) -> list[Json]:
        if node.type == "group":
            return self.group_text(node, condition)
        if node.type == "display":
            text = read_item_text(node, max_lengths.INFORMATION_LENGTH)
            self.note_display(node)
            return [self.information(node, text, condition)]
        if self.option_count > MAX_OPTIONS:
            raise QuestionRefused(node.path, f"the items before it offer more than {MAX_OPTIONS} options")
        asked = question_converter.convert_question(node, self.value_sets)
        self.option_count += len(asked.members.get("answerOption", ()))
        text = self.question_words(node)
        self.asked[node.path] = asked
        for path, reason in asked.changes:
            self.change(path, reason)
        item = {"linkId": self.place(node), "text": text, **asked.item(), **condition.members()}
        if node.members.get("required"):
            item["required"] = True
        return [item | self.hint(node)]

    def question_words(self, node: Node) -> str:
        """On one line. Where it has none: what the code system calls it."""
        named = [coding.get("display") for _, coding in node.objects("code")]
        if not node.text("text").strip() and (names := [name for name in named if question_converter.is_text(name)]):
            self.change(f"{node.path}.text", "is missing: the words of its code are taken")
            node = replace(node, members={**node.members, "text": names[0]})
        text = read_item_text(node, max_lengths.LINE_LENGTH)
        if len(text.splitlines()) > 1:
            self.change(f"{node.path}.text", "stands on one line")
        return question_converter.to_single_line(text)

    def fit_line(self, path: str, text: str, longest: int = max_lengths.LINE_LENGTH) -> str:
        """On one line, cut if need be: a title or a hint, without which a question is still the same."""
        line = question_converter.to_single_line(text)
        if len(line) > longest:
            self.change(path, f"is cut after {longest} characters")
        return line[:longest].strip()

    def group_text(self, node: Node, condition: EnableWhen) -> list[Json]:
        text = node.text("text").strip()[: max_lengths.INFORMATION_LENGTH]
        return [self.information(node, text, condition)] if text else []

    def information(self, node: Node, text: str, condition: EnableWhen) -> Json:
        return {"linkId": self.place(node), "text": text, "type": "display", **condition.members()}

    def place(self, node: Node) -> str:
        link_id = self.link_ids[node.path]
        self.places[link_id] = node.path
        return link_id

    def note_display(self, node: Node) -> None:
        self.note_what_is_left_out(node, DISPLAY_LEVEL, "left out: a text has no such thing")

    def note_what_is_left_out(self, node: Node, level: str, reason: str) -> None:
        for member in node.members:
            if ELEMENTS[level].get(member) is not Handling.CARRIED:
                self.change(validation.join_path(node.path, member), reason)
        for path, extension in node.objects("extension"):
            if not is_redundant_extension(extension):
                self.change(path, reason)

    def is_hint(self, node: Node) -> bool:
        """Whether it is help for the question that it stands in."""
        return (
            node.type == "display"
            and node.parent is not None
            and node.parent.type not in {"group", "display"}
            and question_converter.has_control(node, HELP_CONTROLS)
            and "enableWhen" not in node.members
        )

    def hint(self, node: Node) -> Json:
        """The help in it, as one text."""
        hints = [child for child in node.children if self.is_hint(child) and child.path not in self.left_out]
        text = " ".join(child.text("text") for child in hints)
        if not text.strip():
            return {}
        link_id = make_hint_link_id(self.link_ids[node.path])
        self.places[link_id] = hints[0].path
        for further in hints[1:]:
            self.change(further.path, "is told in one text with the help before it")
        extension = questionnaire_items.build_item_control(questionnaire_items.HELP_CONTROL)
        text = self.fit_line(f"{hints[0].path}.text", text, max_lengths.HINT_LENGTH)
        return {"item": [{"linkId": link_id, "extension": [extension], "text": text, "type": "display"}]}

    def note_link_id(self, node: Node) -> None:
        if self.link_ids[node.path] != node.link_id:
            self.change(f"{node.path}.linkId", f"is now {self.link_ids[node.path]!r}")

    def refuse_item(self, node: Node, error: Exception) -> None:
        if isinstance(error, QuestionRefused):
            self.refuse(error.path, error.reason)
        else:
            self.refuse(f"{node.path}.enableWhen", "is a condition inside a condition, which cannot be said here")
        self.leave_out(node)

    # --- Conditions --------------------------------------------------------------------------------------------------

    def enable_when(self, node: Node) -> EnableWhen:
        whens = [self.comparison(path, when) for path, when in node.objects("enableWhen")]
        return EnableWhen(tuple(whens), is_any=is_any_enough(node))

    def comparison(self, path: str, when: Json) -> Json:
        """Checked before: it points back at one question, with one answer that this question could have."""
        subject = self.by_link_id[when["question"]]
        asked = self.asked.get(subject.path)
        if asked is None:
            raise QuestionRefused(path, f"points at {subject.link_id!r:.60}, which is left out")
        symbol = when["operator"]
        compared = {"question": self.link_ids[subject.path], "operator": symbol}
        if symbol == "exists":
            return compared | {"answerBoolean": when["answerBoolean"]}
        [value] = [when[key] for key in when if key.startswith("answer")]
        if (
            isinstance(value, dict)
            and subject.type == "quantity"
            and (reason := question_converter.explain_quantity_mismatch(asked, value))
        ):
            raise QuestionRefused(path, reason)
        answer = build_condition_answer(asked, value)
        if answer is None and subject.type == "open-choice" and isinstance(value, str):
            raise QuestionRefused(path, "waits for words of one's own, and only what is offered can be chosen here")
        if answer is None or (symbol in ORDERINGS and asked.type not in {"integer", "decimal"}):
            raise QuestionRefused(path, "compares in a way that is not known here")
        return compared | answer


def is_any_enough(node: Node) -> bool:
    """Whether one of several conditions is enough."""
    return len(node.objects("enableWhen")) > 1 and node.members.get("enableBehavior") == "any"


def is_answer_implied(when: Json, question: Node) -> bool:
    """Whether a condition holds only where the question was answered: `!=` and `exists` do without."""
    return when.get("question") == question.link_id and when.get("operator") in {"=", *ORDERINGS}


def read_item_text(node: Node, longest: int) -> str:
    """Raises Refused where there are none, or more than there is room for."""
    text = node.text("text").strip()
    if not text:
        raise QuestionRefused(f"{node.path}.text", "is missing: there is nothing to read")
    if len(text) > longest:
        raise QuestionRefused(f"{node.path}.text", f"is longer than {longest} characters")
    return text


@dataclass(frozen=True)
class PlannedStep:
    """A step to be."""

    link_id: str
    title: str
    path: str
    around: tuple[EnableWhen, ...] = ()  # the conditions of the groups that it stands in


def build_condition_answer(asked: ConvertedQuestion, value: Any) -> Json | None:
    """The `answer[x]` of a condition on a question as it is asked now; None where there is none."""
    if asked.type == "choice":
        coding = asked.codings.get(question_converter.get_option_identity(value))
        if coding is None and not asked.codings and isinstance(value, dict) and is_country(value.get("code")):
            coding = {"code": value["code"]}
        return None if coding is None else {"answerCoding": coding}
    if asked.type == "boolean":
        return {"answerBoolean": value}
    if asked.type in {"string", "text"}:
        return {"answerString": value} if question_converter.is_text(value) else None
    if asked.type in {"integer", "decimal"}:
        number = value.get("value") if isinstance(value, dict) else value
        is_whole = asked.type == "integer" and isinstance(number, int)
        return (
            {"answerInteger" if is_whole else "answerDecimal": number}
            if question_converter.is_storable_number(number)
            else None
        )
    return None
