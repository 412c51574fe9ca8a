"""Back, Change and Continue lead to the right page."""

import pytest

from intake.models import Draft, Submission
from intake.questionnaires import publishing
from tests.intake.definitions import group, made_of, one_of, text, when
from tests.intake.plain_browser import PlainBrowser
from tests.intake.visitor_client import ADA, STEP_NAMES, STEPS, answers_of, begin, begun, form_data, walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_starter")]


def test_back_links_lead_to_the_start_step_by_step(browser: PlainBrowser) -> None:
    begun(browser, at="daily-life")
    for step in ("duration", "age", "who"):
        browser.follow("Back")
        assert browser.path == f"/eligibility/questions/{step}/"
    browser.follow("Back")

    assert browser.path == "/eligibility/"


def test_going_back_shows_the_answer_and_a_new_one_replaces_it(browser: PlainBrowser) -> None:
    walk(begin(browser), until="duration").back()
    form = browser.page.forms[-1]
    assert browser.path == "/eligibility/questions/age/"
    assert form.data({})["age-band"] == ["35-44"]

    browser.send_filled({"age-band": "25-34"})
    for step in STEP_NAMES[2:]:
        browser.send_filled(form_data(step))
    browser.send()

    assert answers_of(Submission.objects.get()) == {**ADA, "age-band": "25-34"}


def test_every_answer_can_be_changed_from_the_check_page(browser: PlainBrowser) -> None:
    begun(browser)
    changes = {text: address for text, address in browser.page.links.items() if text.startswith("Change: ")}
    assert len(changes) == sum(map(len, STEPS.values())) + 1  # the consent that was left unticked
    for address in changes.values():
        browser.open(address).send()
        assert browser.path == "/eligibility/check/"
        browser.open(address).follow("Back")
        assert browser.path == "/eligibility/check/"


def test_change_that_shows_a_question_leads_to_it_and_then_back(browser: PlainBrowser) -> None:
    begun(browser).follow("Change: Who the form is about").send_filled({"respondent": "other"})
    assert browser.path == "/eligibility/questions/contact/"
    assert "helper-name" in browser.page.forms[-1].data({})

    browser.send_filled({"helper-name": "Bea (made up)"})
    assert browser.path == "/eligibility/check/"
    assert "Bea (made up)" in browser.text


def test_change_that_shows_several_steps_leads_to_each_of_them(
    browser: PlainBrowser,
) -> None:
    is_red = {"enableWhen": [when("colour", "red")]}
    definition = made_of(
        group("first", one_of("colour", "red", "blue", required=True)),
        group("second", text("shade", **is_red)),
        group("third", text("always", required=True)),
        group("fourth", text("why", **is_red)),
    )
    publishing.publish_definition(slug="several", title="Several", definition=definition)
    browser.open("/eligibility/several/").send().send(colour="blue").send(always="yes")
    assert browser.path == "/eligibility/several/check/"

    browser.open("/eligibility/several/questions/first/?change=1").send(colour="red")
    assert browser.path == "/eligibility/several/questions/second/"
    browser.send_again()  # a double click
    assert browser.path == "/eligibility/several/questions/second/"
    browser.send()
    assert browser.path == "/eligibility/several/questions/fourth/"
    browser.send(why="because")
    assert browser.path == "/eligibility/several/check/"


@pytest.mark.parametrize("address", ["questions/consent/", "check/", "confirmation/"])
def test_later_pages_redirect_to_the_first_unfinished_step(browser: PlainBrowser, address: str) -> None:
    begun(browser, at="areas").open(f"/eligibility/{address}")

    assert browser.path == "/eligibility/questions/areas/"


def test_post_to_a_later_step_stores_nothing(browser: PlainBrowser) -> None:
    begun(browser, at="age")
    token = browser.page.forms[-1].data({})["csrfmiddlewaretoken"]
    response = browser.client.post(
        "/eligibility/questions/contact/", {"csrfmiddlewaretoken": token, "name": "x", "email": "x@example.org"}
    )

    assert (response.status_code, response.headers["Location"]) == (303, "/eligibility/questions/age/")
    assert Draft.objects.get().revision == 1


def test_step_whose_answer_shows_another_question_is_shown_again(browser: PlainBrowser) -> None:
    both = made_of(
        group(
            "both",
            one_of("colour", "red", "blue", required=True),
            text("shade", required=True, enableWhen=[when("colour", "red")]),
        )
    )
    publishing.publish_definition(slug="both", title="Both", definition=both, is_default=True)
    begin(browser).send(colour="red")
    assert browser.path == "/eligibility/questions/both/"
    browser.send(shade="dark")
    assert browser.path == "/eligibility/check/"
    browser.send()

    assert answers_of(Submission.objects.get()) == {"colour": "red", "shade": "dark"}
