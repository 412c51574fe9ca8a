"""Forms and fields that the pages of visitors and of patients share."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import ngettext

from intake.encryption import codes

# Of the characters that no code has, in one sentence.
MAX_NAMED_CHARACTERS = 5


class CodeField(forms.CharField):
    """A code of ours, however it was typed."""

    def __init__(self, *, length: int, **kwargs: Any) -> None:
        width = "chars-20" if length == codes.REFERENCE_LENGTH else ""
        widget = forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"})
        widget.attrs["class"] = f"mono {width}".strip()
        super().__init__(max_length=100, strip=True, widget=widget, **kwargs)
        self.length = length

    def clean(self, value: Any) -> str:
        code = codes.parse_code(super().clean(value), length=self.length)
        if code is None:
            raise ValidationError(self.reason(value), code="invalid")
        return code

    def reason(self, typed: str) -> str:
        """What is wrong with it: a character that no code has, or how many it has."""
        if strangers := codes.find_unknown_characters(typed)[:MAX_NAMED_CHARACTERS]:
            named = ", ".join(f"“{one}”" for one in strangers)
            told = ngettext(
                "%(label)s: %(characters)s never occurs in a code; please check it",
                "%(label)s: %(characters)s never occur in a code; please check them",
                len(strangers),
            )
            return told % {"label": self.label, "characters": named}
        return str(self.error_messages["invalid"])


class TaglessForm(forms.Form):
    """Its page writes the <form>."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        for field in self.fields.values():
            # What is too long is said, not cut off.
            field.widget.attrs.pop("maxlength", None)
