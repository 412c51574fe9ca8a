"""The extensions of a Questionnaire, by name."""

import re
from collections.abc import Mapping

from intake.engine.json_object import Json
from intake.fhir.vocabulary.handling import Handling

WORKED_OUT_REASON = "is calculated by another program"
SCORE_REASON = f"{WORKED_OUT_REASON}; choose a score here instead"
LIMIT_REASON = "limits the answers in a way that is not supported here"
UNIT_REASON = "is answered in a unit that is chosen or not supported here"
OFFER_REASON = "has options that another program calculates"
ELSEWHERE_REASON = "takes its options or answers from another server"

# Extensions that would change who is asked what, each with the reason why it cannot be ignored. By the last part of
# the URL in small letters, without the name of a guide: one extension has several URLs, of R4, R5, SDC and vendors.
DECIDING_EXTENSIONS: Mapping[str, tuple[Handling, str]] = {
    # Who is asked.
    "hidden": (Handling.CARRIED, "is hidden from the person who answers"),
    "usagemode": (Handling.CARRIED, "is not asked, but shown to the person who reads the answers"),
    "performertype": (Handling.CARRIED, "is for somebody other than the patient, or only for some of those who answer"),
    "enablewhenexpression": (
        Handling.REFUSED,
        "asks only some people, by a condition in a language that is not supported here",
    ),
    "enablewhen": (Handling.REFUSED, "asks only some people, by a condition that is not supported here"),
    "issubject": (Handling.REFUSED, "makes the following items about somebody else"),
    "questionnaireadaptive": (Handling.REFUSED, "is asked question by question by another program"),
    # What is asked.
    "subquestionnaire": (Handling.REFUSED, "stands for another questionnaire, which is not in the file"),
    "assemble-expectation": (
        Handling.CARRIED,
        "must be combined with other questionnaires, which are not in the file",
    ),
    "assemblecontext": (Handling.REFUSED, "needs data from another questionnaire"),
    "rendering-criticalextension": (
        Handling.REFUSED,
        "must not be shown without an extension that is not supported here",
    ),
    "expression": (Handling.REFUSED, WORKED_OUT_REASON),
    "initialexpression": (Handling.REFUSED, "starts with an answer that another program calculates"),
    "initialvalue": (Handling.REFUSED, "starts with an answer that another program calculates"),
    "calculatedexpression": (Handling.REFUSED, SCORE_REASON),
    "calculatedvalue": (Handling.REFUSED, SCORE_REASON),
    "signaturerequired": (Handling.REFUSED, "needs a signature, which is not possible here"),
    # What is offered.
    "optionexclusive": (
        Handling.CARRIED,
        "says whether an option excludes the others in a way that is not supported here",
    ),
    "answerexpression": (Handling.REFUSED, OFFER_REASON),
    "candidateexpression": (Handling.REFUSED, OFFER_REASON),
    "answeroptionstoggleexpression": (
        Handling.REFUSED,
        "offers fewer options to some people, by a condition that is not supported here",
    ),
    "optionrestriction": (Handling.REFUSED, "offers fewer options than it lists, by a rule that is not supported here"),
    "lookupquestionnaire": (Handling.REFUSED, ELSEWHERE_REASON),
    # How it may be answered.
    "minoccurs": (Handling.CARRIED, "must be answered a number of times, which is not supported here"),
    "maxoccurs": (Handling.CARRIED, "can be answered a number of times, which is not supported here"),
    "constraint": (Handling.REFUSED, LIMIT_REASON),
    "targetconstraint": (Handling.REFUSED, LIMIT_REASON),
    "minvalue": (Handling.CARRIED, LIMIT_REASON),
    "maxvalue": (Handling.CARRIED, LIMIT_REASON),
    "minquantity": (Handling.REFUSED, LIMIT_REASON),
    "maxquantity": (Handling.REFUSED, LIMIT_REASON),
    "minlength": (Handling.CARRIED, LIMIT_REASON),
    "regex": (Handling.REFUSED, LIMIT_REASON),
    "sliderstepvalue": (Handling.CARRIED, LIMIT_REASON),
    "unit": (Handling.CARRIED, UNIT_REASON),
    "unitoption": (Handling.CARRIED, UNIT_REASON),
    "unitopen": (Handling.REFUSED, UNIT_REASON),
    "unitvalueset": (Handling.REFUSED, UNIT_REASON),
    "unitsupplementalsystem": (Handling.REFUSED, UNIT_REASON),
}
# Extensions that display, explain, or work for programs that fill in and extract answers; expressions that use any of
# them are refused by themselves.
IGNORED_EXTENSIONS = frozenset(
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
        # Help beside the questions; a server for options that are not in the file, which is refused by itself; and how
        # people move between the pages: the same is asked of the same people.
        *("supportlink", "supporthyperlink", "preferredterminologyserver", "entrymode"),
    )
)
GUIDE_PREFIXES = ("sdc-questionnaire-", "questionnaire-", "sdc-", "cqf-")

# What is a member in one version of FHIR may be an extension in another, as `extension-Questionnaire.item.required`
# (https://hl7.org/fhir/versions.html#extensions). DECIDING_MEMBERS say who is asked what.
OTHER_VERSION_NAME = re.compile(r"extension-questionnaire\.(?:item\.)*(\w+)(?:[.\[].*)?")
DECIDING_MEMBERS = frozenset(
    (
        *("enablewhen", "enablebehavior", "disableddisplay", "answerconstraint", "answeroption", "answervalueset"),
        *("option", "options", "type", "required", "repeats", "readonly", "maxlength"),
        *("derivedfrom", "subjecttype", "implicitrules"),
    )
)
OTHER_VERSION_REASON = "says who is asked in the format of another version of FHIR, which is not supported here"


def get_extension_name(extension: Json) -> str:
    """Return the last part of its URL in small letters, without version and name of a guide; empty if it has no URL."""
    url = extension.get("url")
    if not isinstance(url, str):
        return ""
    name = url.partition("|")[0].strip().rstrip("/").replace("#", "/").rpartition("/")[2].lower()
    for prefix in GUIDE_PREFIXES:
        name = name.removeprefix(prefix)
    return name


def explain_refusal(extension: Json) -> str:
    """Return why an extension cannot be ignored; empty if it can."""
    name = get_extension_name(extension)
    if (member := OTHER_VERSION_NAME.fullmatch(name)) and member[1] in DECIDING_MEMBERS:
        return OTHER_VERSION_REASON
    return DECIDING_EXTENSIONS.get(name, (Handling.LEFT_OUT, ""))[1]
