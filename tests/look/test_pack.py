"""The template pack `forms`: which markup each widget gets, and that what describes an input is tied to it."""

from typing import Any

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Button, ButtonHolder, Div, Field, Fieldset, Hidden, Layout, Reset, Row, Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template.loader import render_to_string

from tests.look.sample_form import Page, SampleForm, Text


def rendered(form: forms.Form, *names: str, **helper_attributes: Any) -> Page:
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    for name, value in helper_attributes.items():
        setattr(helper, name, value)
    helper.layout = Layout(*(names or form.fields))
    return Page(render_crispy_form(form, helper))


def summary(form: forms.Form) -> Page:
    return Page(render_to_string("forms/error_summary.html", {"form": form}))


@pytest.fixture
def page() -> Page:
    return rendered(SampleForm())


@pytest.fixture
def wrong() -> Page:
    return rendered(SampleForm({"email": "nobody"}))


def test_ids_are_unique(wrong: Page) -> None:
    ids = [element["id"] for element in wrong.elements if element["id"]]
    assert len(ids) == len(set(ids))


def test_every_visible_input_has_a_label(page: Page) -> None:
    inputs = [e for e in page.elements if e.tag in {"input", "textarea", "select"} and e["type"] != "hidden"]
    labelled = {label["for"] for label in page.all("label")}
    # The parts of a date and time are named by their group. Django gives them no labels of their own.
    assert {e["id"] for e in inputs if not str(e["name"]).startswith("born")} <= labelled
    assert labelled <= {e["id"] for e in inputs}


@pytest.mark.parametrize(
    ("name", "tag", "type_"),
    [
        ("name", "input", "text"),
        ("email", "input", "email"),
        ("phone", "input", "tel"),
        ("more", "textarea", None),
        ("country", "select", None),
        ("consent", "input", "checkbox"),
        ("token", "input", "hidden"),
    ],
)
def test_single_inputs_have_their_type(page: Page, name: str, tag: str, type_: str | None) -> None:
    element = page.by_id(f"id_{name}")
    assert (element.tag, element["type"]) == (tag, type_)


def test_width_class_stays_on_the_input(page: Page) -> None:
    assert page.by_id("id_phone")["class"] == "chars-20"


def test_hidden_field_has_no_label_and_no_wrapper() -> None:
    page = rendered(SampleForm(), "token")
    assert [element.tag for element in page.elements] == ["input"]


def test_hint_describes_its_input(page: Page) -> None:
    assert page.described(page.by_id("id_name")) == ["As on letters."]
    assert page.described(page.by_id("id_consent")) == ["You can withdraw it."]


def test_hint_describes_the_whole_group(page: Page) -> None:
    group = page.by_id("id_tired_0").parents[-3]
    assert group.tag == "fieldset"
    assert page.described(group) == ["Over the past week."]
    assert page.by_id("id_tired_0")["aria-describedby"] is None


def test_error_describes_its_input_after_the_hint(wrong: Page) -> None:
    assert wrong.described(wrong.by_id("id_name")) == ["As on letters.", "Error: This field is required."]
    assert wrong.by_id("id_name")["aria-invalid"] == "true"
    assert wrong.described(wrong.by_id("id_email")) == ["Error: Enter a valid email address."]


def test_error_describes_the_whole_group(wrong: Page) -> None:
    group = wrong.by_id("id_tired_0").parents[-3]
    assert wrong.described(group) == ["Over the past week.", "Error: This field is required."]
    # A radio button cannot be invalid, only its group can.
    assert {radio["aria-invalid"] for radio in wrong.all("input", type="radio")} == {None}


def test_hint_of_a_choice_describes_the_choice(page: Page) -> None:
    assert page.described(page.by_id("id_tired_1")) == ["It comes and goes"]
    assert page.by_id("id_tired_0")["aria-describedby"] is None


def test_groups_of_choices_have_legends(page: Page) -> None:
    legends = [element.text.strip() for element in page.all("legend")]
    assert legends == ["Are you in pain?", "How tired?", "Where?", "Left side", "Middle", "Since when?"]
    neck = page.one("input", value="neck")
    assert [parent.tag for parent in neck.parents].count("fieldset") == 2


def test_none_of_these_is_separate_and_exclusive(page: Page) -> None:
    none = page.one("input", value="none")
    assert "data-exclusive" in none.attributes
    assert [parent.tag for parent in none.parents].count("fieldset") == 1
    assert [e["value"] for e in page.all("input") if "data-exclusive" in e.attributes] == ["none"]
    assert [e.text for e in page.all("p") if e["class"] == "choices__or"] == ["or"]


def test_long_group_of_checkboxes_has_a_counter(page: Page) -> None:
    (count,) = [element for element in page.all("p") if "data-count" in element.attributes]
    assert "hidden" in count.attributes  # until a script counts
    assert page.one("output").parents[-1] is count


def test_two_choices_are_stacked_like_any_others(page: Page) -> None:
    [yes_no] = [e for e in page.all("div") if e.text.split() == ["Yes", "No"] and "choices" in str(e["class"]).split()]
    assert yes_no["class"] == "choices"


def test_submitted_choices_are_selected_again() -> None:
    page = rendered(SampleForm({"areas": ["neck", "chest"], "tired": "0", "consent": "on"}))
    assert {e["value"] for e in page.all("input") if "checked" in e.attributes} == {"neck", "chest", "0", None}


def test_only_optional_questions_are_marked(page: Page) -> None:
    marked = [element.parents[-1].text.strip() for element in page.all("span", **{"class": "optional"})]
    assert marked == ["Email address (optional)", "Phone (optional)", "Anything else? (optional)"]
    assert rendered(SampleForm(), no_optional_marks=True).all("span", **{"class": "optional"}) == []


@pytest.mark.parametrize(
    ("name", "inside"), [("name", "label"), ("pain", "legend"), ("areas", "legend"), ("born", "legend")]
)
def test_only_question_of_a_page_is_its_heading(name: str, inside: str) -> None:
    page = rendered(SampleForm(), name, label_is_heading=True)
    heading = page.one("h1")
    # A legend holds the heading, and the heading holds a label.
    holder, held = ("legend", "h1") if inside == "legend" else ("h1", "label")
    (element,) = [e for e in page.all(held) if holder in [parent.tag for parent in e.parents]]
    assert element.text.strip() == heading.text.strip() == SampleForm().fields[name].label


def test_question_beside_others_is_no_heading(page: Page) -> None:
    assert page.all("h1") == []


def test_error_summary_links_to_the_first_input_of_each_question() -> None:
    form = SampleForm({"email": "nobody"})
    on_page = rendered(form)
    links = [str(link["href"]) for link in summary(form).all("a")]
    assert links == [
        "#id_name",
        "#id_email",
        "#id_country",
        "#id_pain_0",
        "#id_tired_0",
        "#id_areas_0_0",
        "#id_born_0",
        "#id_consent",
    ]
    assert {on_page.by_id(link.removeprefix("#")).tag for link in links} <= {"input", "select"}


def test_error_summary_lists_errors_without_an_input() -> None:
    form = SampleForm({"token": ""})
    form.add_error(None, "The page was open for too long.")
    lines = [item.text.strip() for item in summary(form).all("li")]
    assert lines[0] == "The page was open for too long."
    assert "#id_token" not in [link["href"] for link in summary(form).all("a")]


def test_error_summary_is_announced_and_focusable() -> None:
    page = summary(SampleForm({}))
    assert page.elements[0]["tabindex"] == "-1"
    assert page.one("div", role="alert").parents == [page.elements[0]]
    assert page.one("h2").text == "There is a problem"


@pytest.mark.parametrize("form", [SampleForm(), None])
def test_no_error_summary_without_errors(form: forms.Form | None) -> None:
    assert render_to_string("forms/error_summary.html", {"form": form}).strip() == ""


def test_hostile_text_is_escaped() -> None:
    hostile = "<script>alert(1)</script>{{ settings }}"

    class Hostile(forms.Form):
        line = forms.CharField(label=hostile, help_text=hostile, error_messages={"required": hostile})
        one = forms.ChoiceField(
            label=hostile, choices=[("a", Text.of(hostile, hint=hostile))], widget=forms.RadioSelect
        )
        many = forms.MultipleChoiceField(choices=[(hostile, [("a", hostile)])], widget=forms.CheckboxSelectMultiple)

    form = Hostile({})
    for page in (rendered(form), summary(form)):
        assert page.all("script") == []
        assert any(hostile in element.text for element in page.elements)


def test_whole_form_is_rendered_without_browser_validation() -> None:
    form = SampleForm()
    form.helper = FormHelper()
    form.helper.form_action = "/somewhere/"
    form.helper.layout = Layout(
        Fieldset("You", Div("name", css_class="box"), Row("email")),
        Field("phone", wrapper_class="apart"),
        HTML("<hr>"),
        Hidden("kind", "sample"),
        ButtonHolder(Submit("send", "Send"), Button("look", "Look"), Reset("empty", "Empty")),
    )
    page = Page(render_crispy_form(form, context={"csrf_token": "a-token"}))
    whole = page.one("form")
    assert "novalidate" in whole.attributes
    assert (whole["method"], whole["action"]) == ("post", "/somewhere/")
    assert page.one("input", name="csrfmiddlewaretoken")["value"] == "a-token"
    assert [(b["type"], b["class"], b.text) for b in page.all("button")] == [
        ("submit", "button", "Send"),
        ("button", "button button--quiet", "Look"),
        ("reset", "button button--quiet", "Empty"),
    ]
    assert page.by_id("div_id_phone")["class"] == "field apart"
    assert page.by_id("id_name").parents[1].tag == "fieldset"


def test_formset_is_rendered() -> None:
    formset = forms.formset_factory(SampleForm, extra=2)()
    helper = FormHelper()
    helper.disable_csrf = True
    page = Page(render_crispy_form(formset, helper))
    assert [e["id"] for e in page.all("input", name="form-1-name")] == ["id_form-1-name"]
    assert page.one("input", name="form-TOTAL_FORMS")["value"] == "2"
