"""The elements of a Questionnaire: its members, and those of its items, options and conditions."""

from collections.abc import Mapping

from intake.fhir.vocabulary.handling import Handling

ROOT_LEVEL, GROUP_LEVEL, DISPLAY_LEVEL, QUESTION_LEVEL = "root", "group", "display", "question"
OPTION_PART, CONDITION_PART = "answerOption", "enableWhen"

# Members of every item.
STRUCTURE_MEMBERS = dict.fromkeys(
    ("linkId", "type", "text", "item", "enableWhen", "enableBehavior", "extension"), Handling.CARRIED
)
# Flags of questions. On a text or a group, only a plain "false" can be ignored.
FLAG_MEMBERS = dict.fromkeys(("required", "repeats", "readOnly"), Handling.CARRIED)
# Members of R5 that `r5` could not convert, and the options of STU3.
OTHER_VERSION_MEMBERS = dict.fromkeys(("answerConstraint", "disabledDisplay", "option", "options"), Handling.REFUSED)
MODIFIER_EXTENSION = "modifierExtension"
ALWAYS_REFUSED = {MODIFIER_EXTENSION: Handling.REFUSED}
# Members of groups and texts.
UNASKED_MEMBERS = {
    "id": Handling.CARRIED,
    **STRUCTURE_MEMBERS,
    **FLAG_MEMBERS,
    **dict.fromkeys(("definition", "code", "prefix", "maxLength", "initial"), Handling.LEFT_OUT),
    **OTHER_VERSION_MEMBERS,
    **ALWAYS_REFUSED,
}
# A member that is not named here is not known to FHIR in that place: it is left out, and reported.
ELEMENTS: Mapping[str, Mapping[str, Handling]] = {
    ROOT_LEVEL: {
        **dict.fromkeys(
            ("resourceType", "name", "title", "url", "language", "publisher", "copyright", "item"), Handling.CARRIED
        ),
        **dict.fromkeys(("status", "subjectType", "derivedFrom"), Handling.CARRIED),
        **dict.fromkeys(("id", "meta", "text", "contained", "extension", "identifier", "version"), Handling.LEFT_OUT),
        **dict.fromkeys(("experimental", "date", "contact", "description", "useContext"), Handling.LEFT_OUT),
        **dict.fromkeys(("jurisdiction", "purpose", "approvalDate", "lastReviewDate"), Handling.LEFT_OUT),
        **dict.fromkeys(("effectivePeriod", "code"), Handling.LEFT_OUT),
        **dict.fromkeys(("versionAlgorithmString", "versionAlgorithmCoding", "copyrightLabel"), Handling.LEFT_OUT),
        **ALWAYS_REFUSED,
        "implicitRules": Handling.REFUSED,
    },
    GROUP_LEVEL: UNASKED_MEMBERS,
    DISPLAY_LEVEL: UNASKED_MEMBERS,
    QUESTION_LEVEL: {
        "id": Handling.CARRIED,
        **STRUCTURE_MEMBERS,
        **FLAG_MEMBERS,
        **dict.fromkeys(("code", "maxLength", "answerOption", "answerValueSet"), Handling.CARRIED),
        **dict.fromkeys(("definition", "prefix", "initial"), Handling.LEFT_OUT),
        **OTHER_VERSION_MEMBERS,
        **ALWAYS_REFUSED,
    },
    OPTION_PART: {
        **dict.fromkeys(
            ("id", "valueCoding", "valueDate", "valueInteger", "valueString", "valueTime", "extension"),
            Handling.CARRIED,
        ),
        "initialSelected": Handling.LEFT_OUT,
        "valueReference": Handling.REFUSED,
        **ALWAYS_REFUSED,
    },
    CONDITION_PART: {
        **dict.fromkeys(("id", "question", "operator"), Handling.CARRIED),
        **dict.fromkeys((f"answer{kind}" for kind in ("Boolean", "Decimal", "Integer", "Coding")), Handling.CARRIED),
        **dict.fromkeys((f"answer{kind}" for kind in ("Date", "DateTime", "Time", "String")), Handling.CARRIED),
        **dict.fromkeys(("answerQuantity", "answerReference"), Handling.CARRIED),
        **dict.fromkeys(("extension", "hasAnswer"), Handling.REFUSED),
        **ALWAYS_REFUSED,
    },
}
