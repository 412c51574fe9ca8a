"""What an import does with each extension and each element of FHIR R4, R5 and Structured Data Capture (SDC).

Whatever says who is asked, what they are offered or how they may answer is carried over, or what bears it is refused:
to pass it over would ask something else than was meant. What only shows, explains or works for other programs is left
out, and said to be. An extension that is not named here is left out too: by FHIR, it may be passed over.

Sources: https://hl7.org/fhir/R4/questionnaire.html, https://hl7.org/fhir/R5/questionnaire.html,
https://hl7.org/fhir/extensions/extension-registry.html and https://hl7.org/fhir/uv/sdc/artifacts.html.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

Json = dict[str, Any]


class Fate(StrEnum):
    CARRIED = "carried"  # as far as it can be said here; what cannot is refused
    REFUSED = "refused"  # whatever it says
    LEFT_OUT = "left out"  # and said to be


WORKED_OUT = "is worked out by another program"
SCORE_INSTEAD = f"{WORKED_OUT}; here a score is chosen in its place"
LIMIT = "limits what can be answered, in a way that is not known here"
UNITS = "is answered in a unit that is chosen or not known here"
OFFERS = "offers what another program works out"
ELSEWHERE = "has its options or its answers from another server"

# By the last part of an extension's URL in small letters, without the name of a guide: one extension has several URLs,
# of R4, R5, SDC and vendors. What would change who is asked what, and why it cannot be passed over.
DECIDING: Mapping[str, tuple[Fate, str]] = {
    # Who is asked.
    "hidden": (Fate.CARRIED, "is hidden from whoever answers"),
    "usagemode": (Fate.CARRIED, "is shown to whoever reads the answers, and not asked"),
    "performertype": (Fate.CARRIED, "is asked of somebody else than the patient, or only of some who answer"),
    "enablewhenexpression": (
        Fate.REFUSED,
        "asks only some people, by a condition in another language, which is not known here",
    ),
    "enablewhen": (Fate.REFUSED, "asks only some people, by a condition that is not known here"),
    "issubject": (Fate.REFUSED, "makes what follows be about somebody else"),
    "questionnaireadaptive": (Fate.REFUSED, "is asked question by question by another program"),
    # What is asked.
    "subquestionnaire": (Fate.REFUSED, "stands for another questionnaire, which is not in the file"),
    "assemble-expectation": (
        Fate.CARRIED,
        "is to be put together with other questionnaires, which are not in the file",
    ),
    "assemblecontext": (Fate.REFUSED, "needs what another questionnaire hands it"),
    "rendering-criticalextension": (Fate.REFUSED, "must not be shown without an extension that is not known here"),
    "expression": (Fate.REFUSED, WORKED_OUT),
    "initialexpression": (Fate.REFUSED, "begins with an answer that another program works out"),
    "initialvalue": (Fate.REFUSED, "begins with an answer that another program works out"),
    "calculatedexpression": (Fate.REFUSED, SCORE_INSTEAD),
    "calculatedvalue": (Fate.REFUSED, SCORE_INSTEAD),
    "signaturerequired": (Fate.REFUSED, "needs a signature, and nothing is signed here"),
    # What is offered.
    "optionexclusive": (Fate.CARRIED, "says in a way that is not known here whether an option excludes the others"),
    "answerexpression": (Fate.REFUSED, OFFERS),
    "candidateexpression": (Fate.REFUSED, OFFERS),
    "answeroptionstoggleexpression": (
        Fate.REFUSED,
        "offers to some people less than to others, by a condition that is not known here",
    ),
    "optionrestriction": (Fate.REFUSED, "offers less than it lists, by a rule that is not known here"),
    "lookupquestionnaire": (Fate.REFUSED, ELSEWHERE),
    # How it may be answered.
    "minoccurs": (Fate.CARRIED, "must be answered a number of times, which is not known here"),
    "maxoccurs": (Fate.CARRIED, "can be answered a number of times, which is not known here"),
    "constraint": (Fate.REFUSED, LIMIT),
    "targetconstraint": (Fate.REFUSED, LIMIT),
    "minvalue": (Fate.CARRIED, LIMIT),
    "maxvalue": (Fate.CARRIED, LIMIT),
    "minquantity": (Fate.REFUSED, LIMIT),
    "maxquantity": (Fate.REFUSED, LIMIT),
    "minlength": (Fate.CARRIED, LIMIT),
    "regex": (Fate.REFUSED, LIMIT),
    "sliderstepvalue": (Fate.CARRIED, LIMIT),
    "unit": (Fate.CARRIED, UNITS),
    "unitoption": (Fate.CARRIED, UNITS),
    "unitopen": (Fate.REFUSED, UNITS),
    "unitvalueset": (Fate.REFUSED, UNITS),
    "unitsupplementalsystem": (Fate.REFUSED, UNITS),
}
# What shows, explains, or works for the programs that fill in and take answers out; expressions that use any of it are
# refused by themselves.
PASSED_OVER = frozenset(
    (
        *(
            "itemcontrol",
            "choiceorientation",
            "displaycategory",
            "optionprefix",
            "shorttext",
            "entryformat",
            "openlabel",
        ),
        *("collapsible", "columncount", "width", "keyboard", "choicecolumn", "optionaldisplay", "itemmedia"),
        *("itemanswermedia", "xhtml", "markdown", "rendering-xhtml", "rendering-markdown", "rendering-style"),
        *("rendering-stylesensitive", "designnote", "translation", "contextexpression", "launchcontext", "variable"),
        *("library", "sourcequeries", "sourcestructuremap", "targetstructuremap", "itempopulationcontext"),
        *("itemextractioncontext", "itemextractionvalue", "observationextract", "observation-extract-category"),
        *("observationlinkperiod", "extractallocateid", "definitionextract", "definitionextractvalue"),
        *("templateextract", "templateextractbundle", "templateextractcontext", "templateextractvalue"),
        *("assembledfrom", "endpoint", "servicerequest-questionnaire", "referencescontained", "basetype", "fhirtype"),
        *("referenceresource", "referenceprofile", "referencefilter", "allowedresource", "allowedprofile", "maxsize"),
        *("mimetype", "maxdecimalplaces", "ordinalvalue", "itemweight", "studyprotocolelement", "replaces"),
        *("derivationtype", "scoringmethod", "definitionbased", "answermedia"),
        # Help beside what is asked; where options are looked up that are not in the file, which is refused by itself;
        # and how somebody moves about in it: the same is asked of the same people.
        *("supportlink", "supporthyperlink", "preferredterminologyserver", "entrymode"),
    )
)

ROOT, GROUP, DISPLAY, QUESTION = "root", "group", "display", "question"
OPTION, CONDITION = "answerOption", "enableWhen"

PLACED = dict.fromkeys(("linkId", "type", "text", "item", "enableWhen", "enableBehavior", "extension"), Fate.CARRIED)
# What no text and no group is asked for; only a plain "false" says nothing.
FLAGS = dict.fromkeys(("required", "repeats", "readOnly"), Fate.CARRIED)
UNASKED = dict.fromkeys(("definition", "code", "prefix", "maxLength", "initial"), Fate.LEFT_OUT)
# Of R5, where they could not be said as R4 says it; and the options of STU3.
OTHERWISE = dict.fromkeys(("answerConstraint", "disabledDisplay", "option", "options"), Fate.REFUSED)
MODIFIER = "modifierExtension"
ALWAYS_REFUSED = {MODIFIER: Fate.REFUSED}
# A member that is not named is not known to FHIR there: it is left out, and said to be.
ELEMENTS: Mapping[str, Mapping[str, Fate]] = {
    ROOT: {
        **dict.fromkeys(
            ("resourceType", "name", "title", "url", "language", "publisher", "copyright", "item"), Fate.CARRIED
        ),
        **dict.fromkeys(("status", "subjectType", "derivedFrom"), Fate.CARRIED),
        **dict.fromkeys(("id", "meta", "text", "contained", "extension", "identifier", "version"), Fate.LEFT_OUT),
        **dict.fromkeys(("experimental", "date", "contact", "description", "useContext"), Fate.LEFT_OUT),
        **dict.fromkeys(("jurisdiction", "purpose", "approvalDate", "lastReviewDate"), Fate.LEFT_OUT),
        **dict.fromkeys(("effectivePeriod", "code"), Fate.LEFT_OUT),
        **dict.fromkeys(("versionAlgorithmString", "versionAlgorithmCoding", "copyrightLabel"), Fate.LEFT_OUT),
        **ALWAYS_REFUSED,
        "implicitRules": Fate.REFUSED,
    },
    GROUP: {"id": Fate.CARRIED, **PLACED, **FLAGS, **UNASKED, **OTHERWISE, **ALWAYS_REFUSED},
    DISPLAY: {"id": Fate.CARRIED, **PLACED, **FLAGS, **UNASKED, **OTHERWISE, **ALWAYS_REFUSED},
    QUESTION: {
        "id": Fate.CARRIED,
        **PLACED,
        **FLAGS,
        **dict.fromkeys(("code", "maxLength", "answerOption", "answerValueSet"), Fate.CARRIED),
        **dict.fromkeys(("definition", "prefix", "initial"), Fate.LEFT_OUT),
        **OTHERWISE,
        **ALWAYS_REFUSED,
    },
    OPTION: {
        **dict.fromkeys(
            ("id", "valueCoding", "valueDate", "valueInteger", "valueString", "valueTime", "extension"), Fate.CARRIED
        ),
        "initialSelected": Fate.LEFT_OUT,
        "valueReference": Fate.REFUSED,
        **ALWAYS_REFUSED,
    },
    CONDITION: {
        **dict.fromkeys(("id", "question", "operator"), Fate.CARRIED),
        **dict.fromkeys((f"answer{kind}" for kind in ("Boolean", "Decimal", "Integer", "Coding")), Fate.CARRIED),
        **dict.fromkeys((f"answer{kind}" for kind in ("Date", "DateTime", "Time", "String")), Fate.CARRIED),
        **dict.fromkeys(("answerQuantity", "answerReference"), Fate.CARRIED),
        **dict.fromkeys(("extension", "hasAnswer"), Fate.REFUSED),
        **ALWAYS_REFUSED,
    },
}
PREFIXES = ("sdc-questionnaire-", "questionnaire-", "sdc-", "cqf-")

# What one version of FHIR says by a member, another says by an extension, as `extension-Questionnaire.item.required`
# (https://hl7.org/fhir/versions.html#extensions). These members say who is asked what.
OF_ANOTHER_VERSION = re.compile(r"extension-questionnaire\.(?:item\.)*(\w+)(?:[.\[].*)?")
MEMBERS_THAT_DECIDE = frozenset(
    (
        *("enablewhen", "enablebehavior", "disableddisplay", "answerconstraint", "answeroption", "answervalueset"),
        *("option", "options", "type", "required", "repeats", "readonly", "maxlength"),
        *("derivedfrom", "subjecttype", "implicitrules"),
    )
)
SAID_BY_ANOTHER_VERSION = "says in the way of another version of FHIR who is asked what, which is not known here"


def name_of(extension: Json) -> str:
    """The last part of its URL in small letters, without version and the name of a guide; empty where it has none."""
    url = extension.get("url")
    if not isinstance(url, str):
        return ""
    name = url.partition("|")[0].strip().rstrip("/").replace("#", "/").rpartition("/")[2].lower()
    for prefix in PREFIXES:
        name = name.removeprefix(prefix)
    return name


def decides(extension: Json) -> str:
    """Why it cannot be passed over; empty where it can."""
    name = name_of(extension)
    if (member := OF_ANOTHER_VERSION.fullmatch(name)) and member[1] in MEMBERS_THAT_DECIDE:
        return SAID_BY_ANOTHER_VERSION
    return DECIDING.get(name, (Fate.LEFT_OUT, ""))[1]
