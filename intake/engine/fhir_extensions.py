"""The extensions of FHIR Questionnaires: their URLs, all named here, and access to those of an element.

They hold what FHIR has no element for.
"""

from datetime import date

from intake.engine.conditions import is_number
from intake.engine.json_object import Json, JsonObject

ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
EXCLUSIVE = "http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive"
# The name of a question on a page that lists the answers.
SHORT_TEXT = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-shortText"
ITEM_CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
LOWEST = "http://hl7.org/fhir/StructureDefinition/minValue"
HIGHEST = "http://hl7.org/fhir/StructureDefinition/maxValue"
UNIT = "http://hl7.org/fhir/StructureDefinition/questionnaire-unit"
DECIMALS = "http://hl7.org/fhir/StructureDefinition/maxDecimalPlaces"
COUNTRY_VALUE_SET = "http://hl7.org/fhir/ValueSet/iso3166-1-2"

# How an item is shown: codes of http://hl7.org/fhir/questionnaire-item-control.
ITEM_CONTROL_SYSTEM = "http://hl7.org/fhir/questionnaire-item-control"
HELP_CONTROL, RADIO_CONTROL = "help", "radio-button"

# Our own extensions.
BASE = "https://fibro.example/fhir/"
TEXT_FORMAT = f"{BASE}text-format"  # of a string: valueCode name, email or phone
CONSENT = f"{BASE}consent"  # of a boolean: valueCode, the purpose in `consents`
REGION = f"{BASE}region"  # of an option: valueCoding, the group of options it belongs to
OPTION_HINT = f"{BASE}option-hint"  # of an option: valueString, shown below its text
SCORE_INPUT = f"{BASE}score-input"  # of an item: valueString, "<score>.<input>" that its answer feeds
END_LABEL = f"{BASE}end-label"  # of a rating, twice: valueString, what its lowest and its highest point mean
PARTIAL_DATE = f"{BASE}partial-date"  # of a date: valueBoolean, a year or a month will do
PAST_DATE = f"{BASE}past-date"  # of a date: valueBoolean, it cannot lie in the future
BODY_MAP = f"{BASE}body-map"  # of a choice: valueBoolean, its options are areas of the picture
SCOPE_FACT = f"{BASE}scope-fact"  # of an item: valueBoolean, a plain fact that may put somebody out of scope


def make_default_url(slug: str) -> str:
    """Return the canonical URL of a questionnaire that names none itself."""
    return f"{BASE}Questionnaire/{slug}"


def build_item_control(code: str) -> Json:
    """Return the extension that asks for an item to be shown as `code` says."""
    return {"url": ITEM_CONTROL, "valueCodeableConcept": {"coding": [{"system": ITEM_CONTROL_SYSTEM, "code": code}]}}


def has_control(item: JsonObject, code: str) -> bool:
    controls = [node for node in item.iter_objects("extension") if node.get_text("url") == ITEM_CONTROL]
    return any(
        coding.get_text("code") == code
        for node in controls
        for coding in node.get_object("valueCodeableConcept").iter_objects("coding")
    )


class Extensions:
    """The extensions of one or more elements, by their URL. Extensions that nobody asks for are ignored."""

    def __init__(self, *elements: JsonObject) -> None:
        self._nodes: dict[str, list[JsonObject]] = {}
        for element in elements:
            for node in element.iter_objects("extension"):
                self._nodes.setdefault(node.get_text("url"), []).append(node)

    def __contains__(self, url: str) -> bool:
        return url in self._nodes

    def get_node(self, url: str) -> JsonObject:
        return self._nodes[url][0]

    def get_text(self, url: str, key: str) -> str:
        return self.get_node(url).get_text(key) if url in self else ""

    def get_texts(self, url: str, key: str) -> tuple[str, ...]:
        return tuple(node.get_text(key) for node in self._nodes.get(url, []))

    def get_flag(self, url: str) -> bool:
        return url in self and self.get_node(url).get_flag("valueBoolean")

    def get_number(self, url: str, key: str) -> int | float | None:
        if url not in self:
            return None
        value = self.get_node(url).members.get(key)
        if not is_number(value) or (key == "valueInteger" and not isinstance(value, int)):
            raise self.get_node(url).make_error(key, "must be a number")
        return value

    def get_date(self, url: str) -> str:
        """Return a whole date in ISO 8601; empty if there is none."""
        value = self.get_text(url, "valueDate")
        try:
            return date.fromisoformat(value).isoformat() if value else ""
        except ValueError as error:
            raise self.get_node(url).make_error("valueDate", f"{value!r} is not a date") from error
