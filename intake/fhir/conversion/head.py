"""What a resource says of the whole questionnaire: its title, URL, language and authors."""

import re

from intake.blueprints import max_lengths
from intake.engine.fhir_extensions import make_default_url
from intake.engine.json_object import Json
from intake.fhir.conversion.report import ConversionReport
from intake.fhir.paths import join_path
from intake.fhir.vocabulary.elements import ELEMENTS, ROOT_LEVEL
from intake.fhir.vocabulary.handling import Handling

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
DEFAULT_LANGUAGE = "en"
DEFAULT_TITLE = "Questionnaire"
# The longest text of each member; the builder has a field for all but the last two.
MEMBER_LENGTHS = {
    "title": max_lengths.TITLE_LENGTH,
    "publisher": max_lengths.PUBLISHER_LENGTH,
    "copyright": max_lengths.COPYRIGHT_LENGTH,
    "name": max_lengths.TITLE_LENGTH,  # used in place of a missing title
    "language": 200,
}
URL_SCHEMES = ("http://", "https://")
URL_DELIMITERS = frozenset(" <>\"'")


def convert_head(resource: Json, slug: str, report: ConversionReport) -> Json:
    """Return the members of the questionnaire except its items. `slug` makes a URL if the resource has none."""
    title = read_member(resource, "title", report)
    if not title:
        title = read_member(resource, "name", report) or DEFAULT_TITLE
        report.change("title", f"is missing; {title!r} was used")
    if resource.get("status") == "retired":
        report.change("status", "is retired: its authors no longer use it")
    head = {
        "resourceType": "Questionnaire",
        "url": convert_url(resource, slug, report),
        "title": title,
        "status": "draft",
        "language": convert_language(resource, report),
    }
    for member in resource:
        if ELEMENTS[ROOT_LEVEL].get(member) is not Handling.CARRIED:
            report.change(join_path("", member), "left out")
    authors = {key: read_member(resource, key, report) for key in ("publisher", "copyright")}
    return head | {key: text for key, text in authors.items() if text}


def get_title(resource: Json) -> str:
    """Return its title as long as the builder's field; empty if it has none."""
    return get_text(resource, "title")[: MEMBER_LENGTHS["title"]]


def get_text(resource: Json, member: str) -> str:
    value = resource.get(member)
    return value.strip() if isinstance(value, str) else ""


def read_member(resource: Json, member: str, report: ConversionReport) -> str:
    """Return the text of a member, cut to its greatest length; empty if it has none."""
    text, max_length = get_text(resource, member), MEMBER_LENGTHS[member]
    if len(text) > max_length:
        report.change(member, f"was cut to {max_length} characters")
    return text[:max_length]


def convert_language(resource: Json, report: ConversionReport) -> str:
    given = read_member(resource, "language", report)
    if LANGUAGE.fullmatch(given):
        return given
    report.change("language", f"is missing or unknown; {DEFAULT_LANGUAGE!r} was used")
    return DEFAULT_LANGUAGE


def convert_url(resource: Json, slug: str, report: ConversionReport) -> str:
    """Return its URL if it is a web address that fits the builder's field, else one of this site."""
    given: str = resource.get("url", "")
    if given.startswith(URL_SCHEMES) and len(given) <= max_lengths.URL_LENGTH and not URL_DELIMITERS & {*given}:
        return given
    own = make_default_url(slug)
    report.change("url", f"is not a web address; {own!r} was used")
    return own
