"""The page that is linked from every other: where to find help at once, in several countries and without speaking."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from intake.questionnaires import safety
from intake.questionnaires.safety import HelpContact


@require_safe
def urgent_help_page(request: HttpRequest) -> HttpResponse:
    """Show the contacts that stand on every page of the form, then those of each section."""
    sections: dict[str, list[HelpContact]] = {}
    for contact in safety.list_all_contacts(get_language()):
        sections.setdefault(contact.section, []).append(contact)
    context = {"safety_contacts": sections.pop("", []), "sections": sections}
    return render(request, "intake/visitor/urgent_help.html", context)
