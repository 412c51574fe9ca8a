"""A form with a field for each widget of the pack, and a reader of the page that it is rendered to."""

from html.parser import HTMLParser

from django import forms


class Text(str):
    """The text of a choice, with the hint that the pack shows beside it."""

    hint = ""
    exclusive = False

    @classmethod
    def of(cls, text: str, *, hint: str = "", exclusive: bool = False) -> "Text":
        made = cls(text)
        made.hint, made.exclusive = hint, exclusive
        return made


REGIONS = [
    ("Left side", [("jaw-left", "Jaw, left"), ("arm-left", "Arm, left")]),
    ("Middle", [("neck", "Neck"), ("chest", "Chest"), ("abdomen", "Abdomen"), ("back", "Back")]),
    ("none", Text.of("None of these", exclusive=True)),
]


SEVERITY = [(0, Text.of("No problem")), (1, Text.of("Mild", hint="It comes and goes")), (2, Text.of("Severe"))]


class SampleForm(forms.Form):
    name = forms.CharField(label="Your name", help_text="As on letters.")
    email = forms.EmailField(label="Email address", required=False)
    phone = forms.CharField(label="Phone", required=False, widget=forms.TextInput({"type": "tel", "class": "chars-20"}))
    more = forms.CharField(label="Anything else?", required=False, widget=forms.Textarea)
    country = forms.ChoiceField(label="Country", choices=[("ch", "Switzerland"), ("de", "Germany")])
    pain = forms.ChoiceField(label="Are you in pain?", choices=[("y", "Yes"), ("n", "No")], widget=forms.RadioSelect)
    tired = forms.ChoiceField(
        label="How tired?", help_text="Over the past week.", choices=SEVERITY, widget=forms.RadioSelect
    )
    areas = forms.MultipleChoiceField(label="Where?", choices=REGIONS, widget=forms.CheckboxSelectMultiple)
    born = forms.SplitDateTimeField(label="Since when?")
    consent = forms.BooleanField(label="I agree", help_text="You can withdraw it.")
    token = forms.CharField(widget=forms.HiddenInput)


class Element:
    def __init__(self, tag: str, attributes: dict[str, str | None], parents: list["Element"]) -> None:
        self.tag, self.attributes, self.parents, self.text = tag, attributes, parents, ""

    def __getitem__(self, name: str) -> str | None:
        return self.attributes.get(name)


class Page(HTMLParser):
    """A parsed page that finds elements by id and attributes. It fails on a tag that is not closed."""

    VOID = {"input", "br", "img", "link", "meta", "hr"}

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.open: list[Element] = []
        self.feed(html)
        assert self.open == [], [element.tag for element in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs), list(self.open))
        self.elements.append(element)
        if tag not in self.VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data

    def all(self, tag: str, **attributes: str) -> list[Element]:
        return [e for e in self.elements if e.tag == tag and all(e[n] == v for n, v in attributes.items())]

    def one(self, tag: str, **attributes: str) -> Element:
        (element,) = self.all(tag, **attributes)
        return element

    def by_id(self, id_: str) -> Element:
        (element,) = [element for element in self.elements if element["id"] == id_]
        return element

    def described(self, element: Element) -> list[str]:
        """Return the texts that describe an element, as they are read out. Fail if one is not there."""
        return [" ".join(self.by_id(id_).text.split()) for id_ in (element["aria-describedby"] or "").split()]
