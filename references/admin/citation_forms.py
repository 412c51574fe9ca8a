"""Forms of the citation dialog: the details of a citation, and works to add to the library."""

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from references import inline_markup
from references.admin.work_lookup import FoundWork, find_works
from references.citations.quotes import collapse_spaces, is_quoted_from
from references.models import Reference

MAX_QUOTE_LENGTH = 1000
MAX_REASON_LENGTH = 500
MAX_PASTED_LENGTH = 100_000
# The choice that says that the work is none of its possible duplicates.
ANOTHER_WORK = "another"


class DetailsForm(forms.Form):
    """The details of the citation of one work. It asks for a reason only if the work is retracted or in doubt."""

    why = forms.CharField(
        label=_("Reason for citing it"),
        max_length=MAX_REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One sentence. Readers see it in the references."),
    )
    locator = forms.CharField(
        label=_("Page or section"), required=False, max_length=100, help_text=_("For example “p. 823”.")
    )
    quote = forms.CharField(
        label=_("Quote"),
        required=False,
        max_length=MAX_QUOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The words in the abstract that support your sentence, copied exactly."),
    )

    def __init__(self, data: Any = None, *, work: Reference, initial: dict[str, str] | None = None) -> None:
        super().__init__(data, prefix=str(work.pk), initial=initial)
        self.work = work
        if not work.is_alarming:
            del self.fields["why"]
        if not work.abstract and not self.initial.get("quote"):
            del self.fields["quote"]

    def clean_quote(self) -> str:
        quote = collapse_spaces(self.cleaned_data["quote"])
        if quote and not is_quoted_from(quote, self.work.abstract):
            raise ValidationError(_("The quote is not in the abstract. Copy it from the abstract word for word."))
        return quote

    @property
    def abstract(self) -> SafeString:
        return inline_markup.render_html(self.work.abstract)

    @property
    def details(self) -> dict[str, str]:
        """The fields that were filled in. The form must be valid."""
        return {name: value for name, value in self.cleaned_data.items() if value}


class AddForm(forms.Form):
    """Takes identifiers or records of works. Found works are shown to the editor before they are added."""

    text = forms.CharField(
        label=_("DOI, PubMed number, web address or record"),
        max_length=MAX_PASTED_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Paste a DOI, a PMID, a web address that contains one, or records in BibTeX, RIS or CSL-JSON."),
    )
    # The text whose works the editor was shown.
    seen = forms.CharField(required=False)

    found: list[FoundWork] = []

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        self.found = find_works(text)
        return text

    def add_question(self, number: int, work: FoundWork) -> None:
        """Add a field that asks whether a found work is one of its possible duplicates, and apply the answer."""
        name = f"same-{number}"
        choices: list[tuple[str, object]] = [(ANOTHER_WORK, _("This is another work"))]
        choices += [(str(other.pk), format_html("{} {}", _("It is this work:"), other)) for other in work.possible]
        label = _("The library has a work with this title. Is it the same work?")
        self.fields[name] = forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, required=False)
        answer = self.data.get(name, "")
        if answer == ANOTHER_WORK:
            self.found[number] = replace(work, is_another=True)
        elif chosen := next((other for other in work.possible if str(other.pk) == answer), None):
            self.found[number] = replace(work, reference=chosen, record=None)

    @property
    def asked(self) -> list[tuple[FoundWork, forms.BoundField | None]]:
        """Each found work with the field of its question, or None."""
        fields = [
            self[name] if (name := f"same-{number}") in self.fields else None for number in range(len(self.found))
        ]
        return list(zip(self.found, fields, strict=True))

    def clean(self) -> dict[str, object] | None:
        cleaned = super().clean()
        for number, work in enumerate(self.found):
            if work.possible:
                self.add_question(number, work)
        is_undecided = any(work.possible and work.record and not work.is_another for work in self.found)
        if "text" in self.cleaned_data and is_undecided and self.is_confirmed:
            raise ValidationError(_("Choose for each work whether it is the same as the one in the library."))
        return cleaned

    @property
    def is_confirmed(self) -> bool:
        return collapse_spaces(self.cleaned_data.get("seen", "")) == collapse_spaces(self.cleaned_data["text"])

    @property
    def is_all_here(self) -> bool:
        return all(work.is_here for work in self.found)
