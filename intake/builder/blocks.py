"""The blocks that a questionnaire is built of. Their names are those that intake.builder.compiling reads."""

from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from intake import fhir
from intake.builder import lengths
from intake.builder.body import AREA_NAMES, AREAS, REGION_NAMES
from intake.builder.compiling import ANSWERED, UNANSWERED
from intake.enums import Outcome
from intake.scoring import RULES

OPERATORS = [
    ("=", _("is")),
    ("!=", _("is not")),
    (">", _("is more than")),
    (">=", _("is at least")),
    ("<", _("is less than")),
    ("<=", _("is at most")),
    (ANSWERED, _("is answered")),
    (UNANSWERED, _("is not answered")),
]
MATCHES = [("all", _("all of these hold")), ("any", _("any of these holds"))]
RULE_MATCHES = [*MATCHES, ("none", _("none of these holds"))]

CHOICES, FIGURES, WORDS, CONTACT, OTHER = (
    _("Choosing"),
    _("Numbers and dates"),
    _("Words"),
    _("Who and where"),
    _("Not a question"),
)

Label = str | Promise


def score_values() -> list[tuple[str, list[tuple[str, str]]]]:
    """What a rule may compare of each score, as `acr2016.fs`: the values of an empty case name them all."""
    return [
        (rule.title, [(f"{rule.id}.{name}", name.replace("_", " ")) for name in ("result", *rule.score({}).values)])
        for rule in RULES.values()
    ]


def score_inputs() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (rule.title, [(f"{rule.id}.{name}", f"{rule.id}: {name.replace('_', ' ')}") for name in rule.inputs])
        for rule in RULES.values()
    ]


def score_choices() -> list[tuple[str, str | Promise]]:
    """Each score with its licence. One without can be chosen, and publishing then says what is missing."""
    return [
        (rule.id, format_lazy("{} – {}", rule.title, rule.licence.name or _("no licence is recorded")))
        for rule in RULES.values()
    ]


class HookedCharBlock(blocks.CharBlock):
    """A line of text that static/js/questionnaire-builder.js knows by what it is for."""

    def __init__(self, hook: str, *, suggestions: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.field.widget.attrs["data-builder"] = hook
        if suggestions:
            self.field.widget.attrs |= {"list": suggestions, "autocomplete": "off"}


def words(label: Label, **options: Any) -> blocks.CharBlock:
    """The words that a key is made from."""
    return HookedCharBlock("text", label=label, max_length=lengths.WORDS, **options)


def line(label: Label, **options: Any) -> blocks.CharBlock:
    return blocks.CharBlock(label=label, **{"required": False, "max_length": lengths.WORDS, **options})


def key(longest: int = lengths.KEY) -> blocks.CharBlock:
    help_text = _("What answers and conditions know it by. It is made from the words once, and then best left alone.")
    return HookedCharBlock("key", label=_("Key"), required=False, max_length=longest, help_text=help_text)


def question_key() -> blocks.CharBlock:
    return HookedCharBlock(
        "question", suggestions="builder-questions", label=_("Question (its key)"), max_length=lengths.KEY
    )


def answer(**options: Any) -> blocks.CharBlock:
    return HookedCharBlock(
        "answer",
        suggestions="builder-answers",
        label=_("Answer"),
        **{"required": False, "max_length": lengths.WORDS, **options},
    )


def operator() -> blocks.ChoiceBlock:
    return blocks.ChoiceBlock(OPERATORS, label=_("Comparison"), default="=")


def flag(label: Label, **options: Any) -> blocks.BooleanBlock:
    return blocks.BooleanBlock(label=label, required=False, **options)


def list_of(child: blocks.Block, label: Label, **options: Any) -> blocks.ListBlock:
    return blocks.ListBlock(child, label=label, **{"default": [], "required": False, **options})


# --- Conditions ------------------------------------------------------------------------------------------------------


class ComparisonBlock(blocks.StructBlock):
    question = question_key()
    operator = operator()
    answer = answer(help_text=_("The key of an option, yes or no, a number, or text."))

    class Meta:
        icon = "circle-check"
        label = _("Answer")
        label_format = "{question} {operator} {answer}"
        form_classname = "struct-block builder-comparison"


class ConditionBlock(blocks.StructBlock):
    match = blocks.ChoiceBlock(MATCHES, label=_("When"), default="all")
    comparisons = list_of(
        ComparisonBlock(), _("Answers"), help_text=_("To questions that are asked before. None: it is always asked.")
    )

    class Meta:
        icon = "crosshairs"
        label = _("Asked only when …")
        label_format = ""
        collapsed = True


# --- Questions -------------------------------------------------------------------------------------------------------


class CodeBlock(blocks.StructBlock):
    code = blocks.CharBlock(label=_("Code"), max_length=lengths.CODE)
    system = line(_("Code system"), help_text=_("For example http://loinc.org. Empty: the clinic’s own."))
    text = line(_("What the system calls it"))

    class Meta:
        icon = "code"
        label = _("Code")
        label_format = "{code} ({system})"


class OptionBlock(blocks.StructBlock):
    text = words(_("Words"))
    hint = line(_("Hint"))
    value = blocks.FloatBlock(label=_("Value for scores"), required=False)
    key = key(lengths.WORDS)
    system = line(_("Code system of the key"), help_text=_("Empty: the clinic’s own."))

    class Meta:
        icon = "radio-empty"
        label = _("Option")
        label_format = "{text}"
        form_layout = BlockGroup(["text"], settings=["hint", "value", "key", "system"])


class ManyOptionBlock(OptionBlock):
    exclusive = flag(_("Excludes the rest, as “none of these”"))

    class Meta:
        form_layout = BlockGroup(["text", "exclusive"], settings=["hint", "value", "key", "system"])


def layout(*own: str | BlockGroup, feeds: bool = False, common: Sequence[str] = ("text", "hint")) -> BlockGroup:
    """The form of a question: what is always needed first, the rest folded away."""
    keys = ["key", "short_text", "is_scope_fact", "codes"]
    return BlockGroup(
        [
            *common,
            *own,
            "required",
            "condition",
            BlockGroup(
                [*keys, *(["feeds"] if feeds else [])],
                heading=_("Key, short name, codes and scores") if feeds else _("Key, short name and codes"),
                classname="collapsed",
                icon="key",
            ),
        ]
    )


class QuestionBlock(blocks.StructBlock):
    text = words(_("Question"))
    hint = line(_("Hint"), max_length=lengths.HINT)
    required = flag(_("Must be answered"), help_text=_("If not, “(optional)” stands behind it."))
    key = key()
    short_text = line(_("Short name"), help_text=_("Stands in the list of answers. Empty: the question itself."))
    is_scope_fact = flag(
        _("A plain fact of scope, as age or country"),
        help_text=_("Only such a fact may tell somebody that this is not the clinic for them."),
    )
    codes = list_of(CodeBlock(), _("Codes"))
    condition = ConditionBlock()

    class Meta:
        label_format = "{text}"
        form_layout = layout()
        group = WORDS


class ScoredQuestionBlock(QuestionBlock):
    """One whose answer can feed a score."""

    feeds = list_of(blocks.ChoiceBlock(score_inputs, label=_("Input")), _("Feeds these inputs of scores"))

    class Meta:
        form_layout = layout(feeds=True)
        group = CHOICES


UNKNOWN = {
    "help_text": _("What this option is called, for example “I do not know”. Empty: it is not offered."),
}


class YesNoBlock(ScoredQuestionBlock):
    unknown = line(_("“I do not know”"), **UNKNOWN)

    class Meta:
        icon = "circle-check"
        label = _("Yes or no")
        form_layout = layout("unknown", feeds=True)


class OneOfBlock(ScoredQuestionBlock):
    options = list_of(OptionBlock(), _("Options"), required=True, min_num=1)
    unknown = line(_("“I do not know”"), **UNKNOWN)

    class Meta:
        icon = "radio-full"
        label = _("One of many")
        form_layout = layout("options", "unknown", feeds=True)


class ManyOfBlock(ScoredQuestionBlock):
    options = list_of(ManyOptionBlock(), _("Options"), required=True, min_num=2)

    class Meta:
        icon = "check"
        label = _("Any of many")
        form_layout = layout("options", feeds=True)


class RowBlock(blocks.StructBlock):
    text = words(_("Question"))
    short_text = line(_("Short name"))
    key = key()
    feeds = list_of(blocks.ChoiceBlock(score_inputs, label=_("Input")), _("Feeds these inputs of scores"))
    codes = list_of(CodeBlock(), _("Codes"))

    class Meta:
        icon = "bars"
        label = _("Row")
        label_format = "{text}"
        form_layout = BlockGroup(["text"], settings=["short_text", "key", "feeds", "codes"])


class RowsBlock(blocks.StructBlock):
    """Each row is asked as a question of its own: no table to scroll on a phone, none to lose one's way in by ear."""

    rows = list_of(RowBlock(), _("Rows"), required=True, min_num=1)
    options = list_of(OptionBlock(), _("Options, the same for each row"), required=True, min_num=1)
    unknown = line(_("“I do not know”"), **UNKNOWN)
    required = flag(_("Each must be answered"))
    condition = ConditionBlock()

    class Meta:
        icon = "table"
        label = _("Rows with the same options")
        group = CHOICES
        form_layout = BlockGroup(
            [
                *("rows", "options", "unknown", "required"),
                "condition",
            ]
        )


class AreaBlock(blocks.StructBlock):
    area = blocks.ChoiceBlock([(area, AREA_NAMES[area]) for area in AREAS], label=_("Area"))
    text = blocks.CharBlock(label=_("Words"), max_length=200)
    hint = line(_("Hint"))

    class Meta:
        label = _("Area")
        label_format = "{text}"


class RegionBlock(blocks.StructBlock):
    region = blocks.ChoiceBlock(list(REGION_NAMES.items()), label=_("Region"))
    text = blocks.CharBlock(label=_("Words"), max_length=200)

    class Meta:
        label = _("Region")
        label_format = "{text}"


class BodyMapBlock(ScoredQuestionBlock):
    none = line(_("“None of these”"), default=_("None of these places"), help_text=_("Empty: it is not offered."))
    regions = list_of(
        RegionBlock(),
        _("Regions"),
        default=[{"region": region, "text": text} for region, text in REGION_NAMES.items()],
        min_num=len(REGION_NAMES),
        max_num=len(REGION_NAMES),
    )
    areas = list_of(
        AreaBlock(),
        _("Areas"),
        default=[{"area": area, "text": AREA_NAMES[area], "hint": ""} for area in AREAS],
        min_num=len(AREAS),
        max_num=len(AREAS),
        collapsed=True,
    )

    class Meta:
        icon = "user"
        label = _("Body map")
        description = _("The 19 areas of the ACR criteria, by region.")
        form_layout = layout(
            "none",
            BlockGroup(
                ["regions", "areas"],
                heading=_("What the areas and regions are called"),
                classname="collapsed",
                icon="pilcrow",
            ),
            feeds=True,
        )


class NumberBlock(QuestionBlock):
    unit = line(_("Unit"), max_length=lengths.UNIT, help_text=_("Stands behind the number, for example kg."))
    lowest = blocks.FloatBlock(label=_("Lowest"), required=False)
    highest = blocks.FloatBlock(label=_("Highest"), required=False)
    decimals = blocks.IntegerBlock(
        label=_("Digits behind the point"), default=0, min_value=0, max_value=fhir.MOST_DECIMALS
    )

    class Meta:
        icon = "decimal"
        label = _("Number")
        group = FIGURES
        form_layout = layout("unit", "lowest", "highest", "decimals")


class RatingBlock(QuestionBlock):
    lowest = blocks.IntegerBlock(label=_("From"), default=0)
    highest = blocks.IntegerBlock(label=_("To"), default=10)
    lowest_label = line(_("What the lowest means"), max_length=100)
    highest_label = line(_("What the highest means"), max_length=100)

    class Meta:
        icon = "order"
        label = _("Rating")
        group = FIGURES
        form_layout = layout("lowest", "highest", "lowest_label", "highest_label")


class DateBlock(QuestionBlock):
    takes_part = flag(_("The year, or the month and the year, will do"))
    is_past = flag(_("It cannot lie in the future"))
    lowest = blocks.DateBlock(label=_("From"), required=False)
    highest = blocks.DateBlock(label=_("To"), required=False)

    class Meta:
        icon = "date"
        label = _("Date")
        group = FIGURES
        form_layout = layout("takes_part", "is_past", "lowest", "highest")


class ShortTextBlock(QuestionBlock):
    max_length = blocks.IntegerBlock(
        label=_("Most characters"), required=False, min_value=1, max_value=fhir.TEXT_LENGTH
    )

    class Meta:
        icon = "minus"
        label = _("Short text")
        form_layout = layout("max_length")


class LongTextBlock(ShortTextBlock):
    class Meta:
        icon = "pilcrow"
        label = _("Long text")


class NameBlock(QuestionBlock):
    class Meta:
        icon = "user"
        label = _("Name")
        group = CONTACT


class EmailBlock(QuestionBlock):
    class Meta:
        icon = "mail"
        label = _("E-mail address")
        group = CONTACT


class PhoneBlock(QuestionBlock):
    class Meta:
        icon = "mobile-alt"
        label = _("Telephone number")
        group = CONTACT


class CountryBlock(QuestionBlock):
    class Meta:
        icon = "globe"
        label = _("Country")
        group = CONTACT


class InformationBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Text"), max_length=lengths.INFORMATION)
    key = key()
    condition = ConditionBlock()

    class Meta:
        icon = "info-circle"
        label = _("Information")
        label_format = "{text}"
        group = OTHER
        form_layout = BlockGroup(
            [
                "text",
                "condition",
            ],
            settings=["key"],
        )


class ConsentBlock(blocks.StructBlock):
    text = words(_("What somebody agrees to"), help_text=_("The words beside the box to tick."))
    controller = blocks.CharBlock(label=_("Who asks"), max_length=300)
    data = blocks.CharBlock(label=_("For which data"), max_length=1000)
    use = blocks.CharBlock(label=_("What for"), max_length=1000)
    required = flag(
        _("Nothing can be sent without it"), help_text=_("Only for what the clinic cannot do its work without.")
    )
    key = key()
    short_text = line(_("Short name"), help_text=_("Stands in the list of answers."))
    purpose = line(_("Key of the purpose"), max_length=lengths.KEY, help_text=_("Empty: the key."))
    condition = ConditionBlock()

    class Meta:
        icon = "lock"
        label = _("Consent")
        label_format = "{text}"
        group = OTHER
        form_layout = BlockGroup(
            [
                *("text", "controller", "data", "use", "required"),
                "condition",
                BlockGroup(
                    ["key", "short_text", "purpose"],
                    heading=_("Key and short name"),
                    classname="collapsed",
                    icon="key",
                ),
            ]
        )


class QuestionsBlock(blocks.StreamBlock):
    yes_no = YesNoBlock()
    one_of = OneOfBlock()
    many_of = ManyOfBlock()
    rows = RowsBlock()
    body_map = BodyMapBlock()
    number = NumberBlock()
    rating = RatingBlock()
    date = DateBlock()
    short_text = ShortTextBlock()
    long_text = LongTextBlock()
    name = NameBlock()
    email = EmailBlock()
    phone = PhoneBlock()
    country = CountryBlock()
    information = InformationBlock()
    consent = ConsentBlock()

    class Meta:
        collapsed = True


class StepBlock(blocks.StructBlock):
    text = words(_("Title"), help_text=_("Heads the page, unless it asks one question and says nothing else."))
    questions = QuestionsBlock(label=_("Questions"))
    key = key()
    condition = ConditionBlock()

    class Meta:
        icon = "form"
        label = _("Step")
        label_format = "{text}"
        form_layout = BlockGroup(
            [
                *("text", "questions"),
                "condition",
            ],
            settings=["key"],
        )


class StepsBlock(blocks.StreamBlock):
    step = StepBlock()

    class Meta:
        collapsed = True


# --- Scores, rules and test cases ------------------------------------------------------------------------------------


class ScoresBlock(blocks.StreamBlock):
    score = blocks.ChoiceBlock(score_choices, label=_("Score"), icon="decimal")


class AnswerConditionBlock(ComparisonBlock):
    class Meta:
        label = _("An answer")


class ScoreConditionBlock(blocks.StructBlock):
    value = blocks.ChoiceBlock(score_values, label=_("Score"))
    operator = operator()
    answer = line(_("Value"), help_text=_("A number, or the result in words, for example: met"))

    class Meta:
        icon = "decimal"
        label = _("A score")
        label_format = "{value} {operator} {answer}"
        form_classname = "struct-block builder-comparison"


class PartsBlock(blocks.StreamBlock):
    answer = AnswerConditionBlock()
    score = ScoreConditionBlock()


class GroupBlock(blocks.StructBlock):
    match = blocks.ChoiceBlock(RULE_MATCHES, label=_("Holds when"), default="any")
    conditions = PartsBlock(label=_("Conditions"))

    class Meta:
        icon = "folder-open-1"
        label = _("A group")


class ConditionsBlock(PartsBlock):
    group = GroupBlock()


class RuleBlock(blocks.StructBlock):
    match = blocks.ChoiceBlock(RULE_MATCHES, label=_("It fires when"), default="all")
    conditions = ConditionsBlock(label=_("Conditions"))
    outcome = blocks.ChoiceBlock(
        Outcome.choices, label=_("Outcome"), help_text=_("The first rule that fires names the outcome.")
    )
    urgent = flag(_("Urgent"), help_text=_("Any rule that fires can make it urgent."))
    reason = HookedCharBlock("text", label=_("Reason, for staff"), max_length=300)
    source = blocks.CharBlock(label=_("Where the rule comes from"), max_length=500)
    notice_title = line(_("Title"), max_length=200)
    notice_text = blocks.TextBlock(
        label=_("Text"), required=False, help_text=_("Where help is, or where to go instead. Never a refusal.")
    )
    key = key()

    class Meta:
        icon = "rotate"
        label = _("Rule")
        label_format = "{reason}"
        form_layout = BlockGroup(
            [
                *("match", "conditions", "outcome", "urgent", "reason", "source"),
                BlockGroup(
                    ["notice_title", "notice_text"],
                    heading=_("What the visitor is shown when it begins to fire"),
                    classname="collapsed",
                    icon="warning",
                ),
            ],
            settings=["key"],
        )


class RulesBlock(blocks.StreamBlock):
    rule = RuleBlock()

    class Meta:
        collapsed = True


class CaseAnswerBlock(blocks.StructBlock):
    question = question_key()
    answer = answer(required=True, help_text=_("Several options: their keys with commas between them."))

    class Meta:
        icon = "circle-check"
        label = _("Answer")
        label_format = "{question}: {answer}"
        form_classname = "struct-block builder-comparison"


class CaseBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Name"), max_length=200)
    answers = list_of(CaseAnswerBlock(), _("Answers"))
    outcome = blocks.ChoiceBlock(Outcome.choices, label=_("Must come out as"))
    urgent = flag(_("Must be urgent"))

    class Meta:
        icon = "tasks"
        label = _("Test case")
        label_format = "{name}"


class CasesBlock(blocks.StreamBlock):
    case = CaseBlock()

    class Meta:
        collapsed = True
