"""The page of a step, with its errors and the typed text."""

import pytest

from intake.questionnaires import publishing
from tests.intake.definitions import group, made_of, one_of
from tests.intake.plain_browser import PlainBrowser
from tests.intake.visitor_client import STEP_NAMES, begin, begun, form_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_starter")]


def test_error_is_in_the_title_and_in_a_summary_that_links_to_the_input(browser: PlainBrowser) -> None:
    begun(browser, at="areas").send()

    assert browser.path == "/eligibility/questions/areas/"
    assert browser.page.title.startswith("Error: ")
    [(text, address)] = [link for link in browser.page.links.items() if link[1].startswith("#id_")]
    assert text.startswith("Painful places, past week: choose all the answers that apply")
    assert address == "#id_painful-areas_0_0"
    assert address[1:] in browser.page.ids


def test_typed_text_is_shown_beside_the_error(browser: PlainBrowser) -> None:
    begun(browser, at="contact").send(name="Ada Example", email="ada at example")

    assert browser.page.forms[-1].data({})["name"] == ["Ada Example"]
    assert browser.page.forms[-1].data({})["email"] == ["ada at example"]
    assert "#id_email" in browser.page.links.values()


def test_every_step_shows_contacts_and_how_to_leave(browser: PlainBrowser) -> None:
    begin(browser)
    for step in STEP_NAMES:
        assert "If you need help now" in browser.text
        assert browser.text.count("116 123") == 1
        assert "Leave and clear my answers from this device" in browser.page.links
        browser.send_filled(form_data(step))


def test_texts_of_a_questionnaire_are_escaped(browser: PlainBrowser) -> None:
    words = "{{ request }} {% now 'Y' %} <b>50 % of %s</b>"
    hostile = made_of(
        group(
            "s",
            {"linkId": "info", "type": "display", "text": words},
            one_of("colour", "red", "blue", required=True) | {"text": words},
        )
    )
    publishing.publish_definition(slug="hostile", title=words, definition=hostile, is_default=True)
    begin(browser)

    assert browser.response.status_code == 200
    assert browser.text.count("{{ request }} {% now &#x27;Y&#x27; %} &lt;b&gt;50 % of %s&lt;/b&gt;") == 2
    browser.send_filled({"colour": "green"})
    assert "50 % of %s&lt;/b&gt;: choose one of the answers shown" in browser.text
