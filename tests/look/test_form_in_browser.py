"""What static/js/form.js adds, and the touch targets of choices, in a real Chromium without a server."""

from collections.abc import Callable, Iterator

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.utils import render_crispy_form
from django import forms
from django.conf import settings
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page, expect

from tests.look.sample_form import SampleForm, Text

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

Show = Callable[..., Page]
SMALLEST_TARGET = 48


class LongWords(forms.Form):
    work = forms.ChoiceField(
        label="Arbeitsunfähigkeitsbescheinigungsverfahren und Donaudampfschifffahrtsgesellschaftskapitän?",
        help_text="Krankheitsbewältigungsstrategien und Aufmerksamkeitsdefizitwahrnehmungsstörungen",
        choices=[("a", Text.of("Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz", hint="Wort" * 20))],
        widget=forms.RadioSelect,
    )


@pytest.fixture
def show(browser: Browser) -> Iterator[Show]:
    page = browser.new_page(viewport={"width": 320, "height": 640})

    def shown(form: forms.Form) -> Page:
        helper = FormHelper()
        helper.disable_csrf = True
        page.set_content(
            f'<!doctype html><html lang="en"><title>Form</title><main class="wrap form-page">'
            f"{render_to_string('forms/error_summary.html', {'form': form})}{render_crispy_form(form, helper)}"
            f"</main></html>"
        )
        for name in ("site.css", "form.css"):
            page.add_style_tag(path=settings.BASE_DIR / "static/css" / name)
        page.add_script_tag(path=settings.BASE_DIR / "static/js/form.js", type="module")
        return page

    yield shown
    page.close()


def test_error_summary_gets_the_focus(show: Show) -> None:
    expect(show(SampleForm({})).locator(".error-summary")).to_be_focused()


def test_nothing_is_focused_without_errors(show: Show) -> None:
    assert show(SampleForm()).evaluate("document.activeElement.tagName") == "BODY"


def test_chosen_checkboxes_are_counted(show: Show) -> None:
    page = show(SampleForm(initial={"areas": ["neck"]}))
    expect(page.get_by_text("Chosen: 1")).to_be_visible()
    page.get_by_label("Chest").check()
    expect(page.get_by_text("Chosen: 2")).to_be_visible()


def test_none_of_these_and_other_choices_exclude_each_other(show: Show) -> None:
    page = show(SampleForm())
    page.get_by_label("Chest").check()
    page.get_by_label("None of these").check()
    expect(page.get_by_label("Chest")).not_to_be_checked()
    expect(page.get_by_text("Chosen: 0")).to_be_visible()
    page.get_by_label("Neck").check()
    expect(page.get_by_label("None of these")).not_to_be_checked()


def test_double_click_submits_once_and_a_later_try_submits_again(show: Show) -> None:
    page = show(SampleForm())
    # A module may run a moment after it was added.
    expect(page.get_by_text("Chosen: 0")).to_be_visible()
    # All clicks of one go in one script, so that a busy machine puts no pause between them.
    sent = """(clicks) => Array.from({ length: clicks }, () =>
        document.querySelector("form").dispatchEvent(new Event("submit", { bubbles: true, cancelable: true })))"""
    assert page.evaluate(sent, 2) == [True, False]
    page.wait_for_function("start => performance.now() - start > 1000", arg=page.evaluate("performance.now()"))
    assert page.evaluate(sent, 1) == [True]


def test_whole_row_is_a_touch_target(show: Show) -> None:
    page = show(SampleForm())
    rows = page.locator(".choice").all()
    sizes = [row.bounding_box() for row in rows]
    assert len(rows) == 13
    assert min(min(size["height"], size["width"]) for size in sizes if size) >= SMALLEST_TARGET
    row = page.locator(".choice", has_text="It comes and goes")
    box = row.bounding_box()
    assert box
    row.click(position={"x": box["width"] - 5, "y": box["height"] - 5})
    expect(page.get_by_label("Mild")).to_be_checked()


def test_long_words_do_not_widen_the_page(show: Show) -> None:
    page = show(LongWords())
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_focus_is_visible_around_the_row(show: Show) -> None:
    page = show(SampleForm())
    page.get_by_label("Severe").focus()
    page.keyboard.press("ArrowUp")
    outline = page.locator(".choice", has_text="Mild").evaluate("e => getComputedStyle(e).outline")
    assert "3px" in outline
    assert "solid" in outline
