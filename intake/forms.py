"""Forms and fields that the pages of visitors and of patients share."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from intake.encryption import codes

# How many characters that no code contains are named in one error message.
MAX_NAMED_CHARACTERS = 5


class CodeField(forms.CharField):
    """A code that the site has given, however it was typed."""

    def __init__(self, *, length: int, **kwargs: Any) -> None:
        width = "chars-20" if length == codes.REFERENCE_LENGTH else ""
        widget = forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"})
        widget.attrs["class"] = f"mono {width}".strip()
        super().__init__(max_length=100, strip=True, widget=widget, **kwargs)
        self.length = length

    def clean(self, value: Any) -> str:
        """Return the code in its plain form (intake/encryption/codes.py)."""
        code = codes.parse_code(super().clean(value), length=self.length)
        if code is None:
            raise ValidationError(self.describe_error(value), code="invalid")
        return code

    def describe_error(self, typed: str) -> str:
        """Return the error: characters that no code contains, or a wrong number of characters."""
        if unknown := codes.find_unknown_characters(typed)[:MAX_NAMED_CHARACTERS]:
            named = ", ".join(f"“{character}”" for character in unknown)
            message = _("%(label)s: check what you entered; it cannot contain %(characters)s")
            return message % {"label": self.label, "characters": named}
        return str(self.error_messages["invalid"])


class TaglessForm(forms.Form):
    """A form whose template writes the <form> element."""

    use_required_attribute = False

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        files: MultiValueDict[str, UploadedFile] | None = None,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(data, files, initial=dict(initial or {}))
        self.helper = FormHelper()
        self.helper.form_tag = False
        for field in self.fields.values():
            # Text that is too long is an error: the browser would cut it off without a word.
            field.widget.attrs.pop("maxlength", None)
