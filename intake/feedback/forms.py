"""What a reader can say of a page."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.enums import RemarkKind
from intake.forms import TaglessForm

MAX_WORDS_LENGTH = 500
# What can be wrong on a page, in readers' words.
WRONG = {
    RemarkKind.FACT: _("Something is not true"),
    RemarkKind.UNCLEAR: _("It is hard to understand"),
    RemarkKind.DEVICE: _("It does not work on my device"),
    RemarkKind.LINK: _("A link leads nowhere"),
    RemarkKind.OTHER: _("Something else"),
}


class WordsField(forms.CharField):
    def __init__(self) -> None:
        super().__init__(
            label=_("In your own words"),
            required=False,
            max_length=MAX_WORDS_LENGTH,
            widget=forms.TextInput({"autocomplete": "off"}),
            help_text=_("Please write nothing about your own health. Nobody can answer you here."),
            error_messages={
                "max_length": _("Please shorten this to %(limit_value)d characters. It has %(show_value)d.")
            },
        )


class CookielessForm(TaglessForm):
    """A form without a token, for which the browser would have to keep a cookie."""

    def __init__(self, data: Mapping[str, object] | None = None) -> None:
        super().__init__(data)
        self.helper.disable_csrf = True


class LineForm(CookielessForm):
    """One line beside a yes or no."""

    words = WordsField()


class RemarkForm(CookielessForm):
    """What is wrong on a page."""

    kind = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=list(WRONG.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong")},
    )
    words = WordsField()
