"""Template tags of the glossary."""

from django import template
from django.utils.safestring import SafeString

from articles.metadata.glossary import build_glossary_data
from references.library.structured_data import render_script

register = template.Library()


@register.simple_tag(takes_context=True)
def glossary_data(context: template.Context) -> SafeString:
    page = context["page"]
    terms = [term for letter in context["letters"] for term in letter.terms]
    if not terms:
        return SafeString()
    return render_script(build_glossary_data(page, terms=terms, url=page.get_full_url(context["request"])))
