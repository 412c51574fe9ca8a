"""A visitor's whole way, as plain HTTP: what a browser with scripts off can do with the pages as they are."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import intake.starter
from intake.encryption import submission_keys
from intake.engine.assessment import assess_answers
from intake.engine.definition import Definition
from intake.models import AuditEntry, Delivery, Draft, Submission
from intake.patient import actions
from intake.questionnaires import publishing
from intake.token_sessions import drafts, patient_sessions
from tests.intake.definitions import group, made_of, one_of, text, when
from tests.intake.plain_browser import PlainBrowser
from tests.intake.visitor_client import ADA, STEPS, form_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_starter")]
STEP_NAMES = list(STEPS)


@pytest.fixture
def browser() -> PlainBrowser:
    return PlainBrowser()


def begin(browser: PlainBrowser) -> PlainBrowser:
    return browser.open("/eligibility/").send()


def walk(browser: PlainBrowser, *, until: str = "check", **answers: Any) -> PlainBrowser:
    """Answer as Ada, step after step as the site leads, up to a step or to the check page."""
    for step in STEP_NAMES:
        if step == until:
            break
        assert browser.path == f"/eligibility/questions/{step}/"
        browser.send_filled(form_data(step, **answers))
        if browser.path == "/eligibility/help/":
            browser.follow("Go on with the form")
    return browser


def begun(browser: PlainBrowser, *, at: str = "check", **answers: Any) -> PlainBrowser:
    """Stand where `walk` leads to, without walking."""
    begin(browser)
    token = browser.client.cookies["answers"].value
    steps = STEP_NAMES[: STEP_NAMES.index(at)] if at in STEP_NAMES else STEP_NAMES
    link_ids = [link_id for step in steps for link_id in STEPS[step]]
    if at == "check":
        link_ids.append("consent-improvement")
    kept = {link_id: answer for link_id, answer in {**ADA, **answers}.items() if link_id in link_ids and answer}
    kept |= {link_id: False for link_id in link_ids if ADA.get(link_id) is False and link_id not in answers}
    drafts.save_answers(drafts.find_draft(token), token, lambda _: kept)
    return browser.open("/eligibility/check/" if at == "check" else f"/eligibility/questions/{at}/")


def answers_of(submission: Submission) -> dict[str, Any]:
    return submission_keys.read_answers(submission, submission_keys.unwrap_data_key(submission))


def reference_in(browser: PlainBrowser) -> tuple[str, ...]:
    """The reference and the visitor's own code on a confirmation page."""
    return tuple(re.findall(r'class="code">([^<]+)<', browser.text))


# --- The whole way ---------------------------------------------------------------------------------------------------


def test_from_the_start_page_to_the_confirmation(browser: PlainBrowser) -> None:
    walk(begin(browser))
    assert browser.page.heading == "Check your answers"
    browser.send()
    submission = Submission.objects.get()

    assert browser.path == "/eligibility/confirmation/"
    assert browser.page.heading == "Your answers have been sent"
    assert reference_in(browser)[0] == submission.reference
    assert answers_of(submission) == ADA
    assert (submission.outcome, submission.urgency, submission.language) == ("likely-suitable", "routine", "en")
    assert {delivery.channel for delivery in submission.deliveries.all()} == {"staff-email", "visitor-email"}
    assert AuditEntry.objects.get().reference == submission.reference


def test_the_visitors_own_code_opens_what_was_sent(browser: PlainBrowser) -> None:
    walk(begin(browser)).send()
    submission = Submission.objects.get()
    data_key = submission_keys.unwrap_data_key_by_code(submission, reference_in(browser)[1])

    assert submission_keys.read_answers(submission, data_key) == ADA


def test_the_sealed_assessment_is_what_the_rules_make_of_the_answers(browser: PlainBrowser) -> None:
    walk(begin(browser), signs=["nerves"]).send()
    submission = Submission.objects.get()
    definition = publishing.get_definition(submission.version)

    stored = submission_keys.read_assessment(submission, submission_keys.unwrap_data_key(submission))
    assert stored == assess_answers(definition, answers_of(submission)).to_json()
    assert (submission.outcome, submission.urgency) == ("needs-a-human", "urgent")


def test_the_start_page_says_what_when_and_where_to_turn_before_anything_is_asked(browser: PlainBrowser) -> None:
    browser.open("/eligibility/")
    help_at, form_at = browser.text.index("999"), browser.text.index("<form")

    assert "about 10 minutes" in browser.text
    assert help_at < form_at
    assert "116 123" in browser.text
    assert "not monitored around the clock" in browser.text
    assert not Draft.objects.exists()


# --- Back, change, skip ----------------------------------------------------------------------------------------------


def test_the_back_links_lead_to_the_start_step_by_step(browser: PlainBrowser) -> None:
    begun(browser, at="daily-life")
    for step in ("duration", "age", "who"):
        browser.follow("Back")
        assert browser.path == f"/eligibility/questions/{step}/"
    browser.follow("Back")

    assert browser.path == "/eligibility/"


def test_going_back_shows_what_was_answered_and_a_new_answer_counts(browser: PlainBrowser) -> None:
    walk(begin(browser), until="duration").back()
    form = browser.page.forms[-1]
    assert browser.path == "/eligibility/questions/age/"
    assert form.data({})["age-band"] == ["35-44"]

    browser.send_filled({"age-band": "25-34"})
    for step in STEP_NAMES[2:]:
        browser.send_filled(form_data(step))
    browser.send()

    assert answers_of(Submission.objects.get()) == {**ADA, "age-band": "25-34"}


def test_every_answer_can_be_changed_from_the_check_page_and_leads_back_to_it(browser: PlainBrowser) -> None:
    begun(browser)
    changes = {text: address for text, address in browser.page.links.items() if text.startswith("Change: ")}
    assert len(changes) == sum(map(len, STEPS.values())) + 1  # the consent that was left unticked
    for address in changes.values():
        browser.open(address).send()
        assert browser.path == "/eligibility/check/"
        browser.open(address).follow("Back")
        assert browser.path == "/eligibility/check/"


def test_a_change_is_shown_on_the_check_page(browser: PlainBrowser) -> None:
    begun(browser).follow("Change: Age").send_filled({"age-band": "65-plus"})

    assert "65 or over" in browser.text
    assert "35 to 44" not in browser.text


def test_a_question_behind_a_group_is_no_part_of_it(browser: PlainBrowser) -> None:
    _, _, group = begun(browser).text.partition('role="group"')
    parts = [part.partition("</dl></div>")[0] for part in group.split('role="group"')]
    assert [len(re.findall("<dt", part)) for part in parts] == [3, 2, 2]
    assert not any(lone in part for part in parts for lone in ("Signs to look at first", "In your own words"))


def test_what_was_skipped_is_shown_as_not_provided(browser: PlainBrowser) -> None:
    begun(browser, **{"own-words": "", "phq-mood": []})

    assert browser.text.count("Not provided") == 3  # and the telephone
    browser.send()
    assert answers_of(Submission.objects.get()) == {
        name: answer for name, answer in ADA.items() if name not in {"own-words", "phq-mood"}
    }


def test_a_change_that_opens_a_question_leads_to_it_and_then_back(browser: PlainBrowser) -> None:
    begun(browser).follow("Change: Who the form is about").send_filled({"respondent": "other"})
    assert browser.path == "/eligibility/questions/contact/"
    assert "helper-name" in browser.page.forms[-1].data({})

    browser.send_filled({"helper-name": "Bea (made up)"})
    assert browser.path == "/eligibility/check/"
    assert "Bea (made up)" in browser.text


def test_a_change_that_opens_several_pages_leads_to_each_of_them_also_where_they_may_be_skipped(
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


@pytest.mark.parametrize(("days", "said"), [(5, "within 5 working days"), (1, "within 1 working day."), (0, None)])
def test_the_confirmation_says_when_the_clinic_answers_if_it_promises_to(
    browser: PlainBrowser, settings: Any, days: int, said: str | None
) -> None:
    settings.REPLY_WORKING_DAYS = days
    begun(browser).send()

    assert browser.path == "/eligibility/confirmation/"
    assert said in browser.text if said else "working day" not in browser.text


@pytest.mark.parametrize("address", ["questions/consent/", "check/", "confirmation/"])
def test_nothing_can_be_skipped_to(browser: PlainBrowser, address: str) -> None:
    begun(browser, at="areas").open(f"/eligibility/{address}")

    assert browser.path == "/eligibility/questions/areas/"


def test_posting_to_a_later_step_keeps_nothing(browser: PlainBrowser) -> None:
    begun(browser, at="age")
    token = browser.page.forms[-1].data({})["csrfmiddlewaretoken"]
    response = browser.client.post(
        "/eligibility/questions/contact/", {"csrfmiddlewaretoken": token, "name": "x", "email": "x@example.org"}
    )

    assert (response.status_code, response.headers["Location"]) == (303, "/eligibility/questions/age/")
    assert Draft.objects.get().revision == 1


def test_whoever_comes_back_goes_on_where_they_left(browser: PlainBrowser) -> None:
    begun(browser, at="mood").open("/eligibility/")
    assert "already begun" in browser.text
    browser.send()
    assert browser.path == "/eligibility/questions/mood/"

    browser.open("/eligibility/").send(button="again")
    assert browser.path == "/eligibility/questions/who/"
    assert Draft.objects.count() == 1


# --- Once only -------------------------------------------------------------------------------------------------------


def test_sending_twice_going_back_and_replaying_make_one_submission_with_one_receipt(browser: PlainBrowser) -> None:
    begun(browser).send()
    receipt = reference_in(browser)

    assert reference_in(browser.send_again()) == receipt
    assert reference_in(browser.back()) == receipt
    assert reference_in(browser.open("/eligibility/questions/age/")) == receipt
    assert reference_in(browser.open("/eligibility/help/")) == receipt
    assert reference_in(browser.open("/eligibility/confirmation/")) == receipt
    assert (Submission.objects.count(), Delivery.objects.count()) == (1, 2)


def test_a_step_posted_after_sending_changes_nothing(browser: PlainBrowser) -> None:
    begun(browser, at="consent").send_filled(form_data("consent"))
    late_address, late_data = browser.sent
    browser.send()
    receipt = reference_in(browser)
    browser.client.post(late_address, late_data | {"consent-improvement": "on"})

    assert reference_in(browser.open("/eligibility/confirmation/")) == receipt
    assert answers_of(Submission.objects.get()) == ADA


def test_after_sending_the_start_page_begins_another(browser: PlainBrowser) -> None:
    begun(browser).send()
    begun(browser).send()

    assert Submission.objects.count() == 2


def test_after_erasing_what_was_sent_nobody_is_told_that_the_clinic_has_it(browser: PlainBrowser) -> None:
    reference, code = reference_in(begun(browser).send())
    actions.erase_submission(patient_sessions.find_access(actions.open_own_page(reference=reference, code=code)))
    browser.open("/eligibility/confirmation/")
    assert "did not have them erased" in browser.text


def test_a_check_page_that_is_out_of_date_is_shown_again_and_sends_nothing(browser: PlainBrowser) -> None:
    begun(browser)
    other = PlainBrowser()
    other.client.cookies = browser.client.cookies
    other.open("/eligibility/questions/age/?change=1").send_filled({"age-band": "65-plus"})
    browser.send()

    assert browser.address == "/eligibility/check/?changed"
    assert "changed in another window" in browser.text
    assert "65 or over" in browser.text
    assert not Submission.objects.exists()
    browser.send()
    assert answers_of(Submission.objects.get()) == {**ADA, "age-band": "65-plus"}


def test_two_windows_on_different_steps_lose_nothing_of_each_other(browser: PlainBrowser) -> None:
    begun(browser)
    other = PlainBrowser()
    other.client.cookies = browser.client.cookies
    browser.open("/eligibility/questions/age/?change=1")
    other.open("/eligibility/questions/fatigue/?change=1")
    browser.send_filled({"age-band": "18-24"})
    other.send_filled({"fatigue-severity": "severe"})
    other.send()

    assert answers_of(Submission.objects.get()) == {**ADA, "age-band": "18-24", "fatigue-severity": "severe"}


# --- Help ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "answer", "heading", "says"),
    [
        ("age", {"age-band": "under-18"}, "This clinic is for adults", "No age shuts you out of this form"),
        ("mood", {"phq-interest": "LA6571-9"}, "You do not have to carry this alone", "116 123"),
        ("warning-signs", {"signs": ["bladder-bowel"]}, "Please get medical help now", "999"),
        ("warning-signs", {"signs": ["fever", "nerves"]}, "Please get medical advice today", "999"),
    ],
)
def test_an_alarming_answer_shows_help_and_lets_the_person_go_on(
    browser: PlainBrowser, step: str, answer: dict[str, Any], heading: str, says: str
) -> None:
    begun(browser, at=step).send_filled(form_data(step, **answer))
    assert browser.path == "/eligibility/help/"
    assert browser.page.heading == heading
    assert says in browser.text

    browser.follow("Back")
    assert browser.path == f"/eligibility/questions/{step}/"
    browser.send()
    assert browser.path == "/eligibility/help/"
    browser.follow("Go on with the form")
    following = STEP_NAMES[STEP_NAMES.index(step) + 1]
    assert browser.path == f"/eligibility/questions/{following}/"
    for name in STEP_NAMES[STEP_NAMES.index(following) :]:
        browser.send_filled(form_data(name))
    browser.send()
    assert answers_of(Submission.objects.get()) == {**ADA, **answer}


def test_help_leads_on_to_the_next_step_also_where_that_may_be_skipped(browser: PlainBrowser) -> None:
    begun(browser, at="warning-signs").send_filled({"signs": ["nerves"]}).follow("Go on with the form")

    assert browser.path == "/eligibility/questions/care/"


def test_an_alarming_change_shows_help_and_leads_back_to_the_check_page(browser: PlainBrowser) -> None:
    begun(browser).follow("Change: Signs to look at first").send_filled({"signs": ["nerves"]})
    assert browser.path == "/eligibility/help/"

    assert browser.follow("Go on with the form").path == "/eligibility/check/"


def test_a_double_click_does_not_pass_over_the_help(browser: PlainBrowser) -> None:
    begun(browser, at="warning-signs").open("/eligibility/questions/warning-signs/")
    browser.send_filled({"signs": ["bladder-bowel"]}).send_again()
    assert browser.path == "/eligibility/help/"

    browser.follow("Go on with the form")
    assert browser.path == "/eligibility/questions/care/"


def test_back_from_the_help_page_leads_to_the_answer_that_brought_it_up(browser: PlainBrowser) -> None:
    begun(browser, at="warning-signs").open("/eligibility/questions/warning-signs/")
    browser.send_filled({"signs": ["bladder-bowel"]}).follow("Back")
    assert browser.path == "/eligibility/questions/warning-signs/"

    begun(browser).open("/eligibility/questions/warning-signs/?change=1")
    browser.send_filled({"signs": ["bladder-bowel"]}).follow("Back")
    assert browser.address == "/eligibility/questions/warning-signs/?change=1"


def test_whoever_needs_no_help_is_led_on_from_the_help_page(browser: PlainBrowser) -> None:
    begun(browser, at="mood").open("/eligibility/help/?next=consent")

    assert browser.path == "/eligibility/questions/mood/"


def test_every_step_says_where_to_find_help_and_how_to_leave(browser: PlainBrowser) -> None:
    begin(browser)
    for step in STEP_NAMES:
        assert "If you need help now" in browser.text
        assert browser.text.count("116 123") == 1
        assert "Leave, and clear my answers from this device" in browser.page.links
        browser.send_filled(form_data(step))


# --- Leave -----------------------------------------------------------------------------------------------------------


def test_leave_and_clear_forgets_everything(browser: PlainBrowser) -> None:
    begun(browser, at="mood").follow("Leave, and clear my answers from this device").send()

    assert browser.page.heading == "Nothing is kept on this device"
    assert not Draft.objects.exists()
    assert "answers" not in {name for name, cookie in browser.client.cookies.items() if cookie.value}
    assert browser.open("/eligibility/questions/mood/").path == "/eligibility/"


def test_leaving_after_sending_clears_the_device_and_keeps_what_was_sent(browser: PlainBrowser) -> None:
    begun(browser).send().follow("I have both: clear this device").send()

    assert browser.page.heading == "Nothing is kept on this device"
    assert browser.open("/eligibility/confirmation/").path == "/eligibility/"
    assert answers_of(Submission.objects.get()) == ADA


# --- Errors ----------------------------------------------------------------------------------------------------------


def test_an_error_is_said_in_the_title_and_in_a_summary_that_leads_to_the_first_input(browser: PlainBrowser) -> None:
    begun(browser, at="areas").send()

    assert browser.path == "/eligibility/questions/areas/"
    assert browser.page.title.startswith("Error: ")
    [(text, address)] = [link for link in browser.page.links.items() if link[1].startswith("#id_")]
    assert text.startswith("Painful places, past week: choose every answer that is true")
    assert address == "#id_painful-areas_0_0"
    assert address[1:] in browser.page.ids


def test_what_was_typed_is_still_there_beside_the_error(browser: PlainBrowser) -> None:
    begun(browser, at="contact").send(name="Ada Example", email="ada at example")

    assert browser.page.forms[-1].data({})["name"] == ["Ada Example"]
    assert browser.page.forms[-1].data({})["email"] == ["ada at example"]
    assert "#id_email" in browser.page.links.values()


# --- What the pages must never do, and what they may cost ------------------------------------------------------------


def test_no_page_is_kept_by_caches_or_search_engines_and_no_token_leaves_its_cookie(browser: PlainBrowser) -> None:
    begin(browser)
    cookie = browser.client.cookies["answers"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/eligibility/", True, "Lax")
    for step in STEP_NAMES:
        assert browser.response.headers["Cache-Control"] == "no-store"
        assert browser.response.headers["X-Robots-Tag"] == "noindex"
        assert browser.response.headers["Referrer-Policy"] == "same-origin"
        assert cookie.value not in browser.text
        assert cookie.value not in browser.address
        browser.send_filled(form_data(step))
    assert cookie.value not in browser.text
    browser.send()
    assert cookie.value not in browser.text
    assert "session" not in browser.client.cookies


def test_over_https_the_cookie_is_secure_and_says_so_in_its_name(settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = True
    client = Client()
    client.post("/eligibility/")

    assert client.cookies["__Secure-answers"]["secure"]
    assert client.get("/eligibility/questions/who/").status_code == 200


def test_a_step_costs_at_most_6_queries_and_sending_at_most_15(browser: PlainBrowser) -> None:
    begin(browser)
    for step in STEP_NAMES:
        with CaptureQueriesContext(connection) as getting:
            browser.client.get(browser.address)
        form = browser.page.forms[-1]
        with CaptureQueriesContext(connection) as posting:
            browser.client.post(browser.address, form.data(form_data(step)))
        assert (counted(getting) <= 6, counted(posting) <= 6) == (True, True)
        browser.send_filled(form_data(step))
    with CaptureQueriesContext(connection) as sending:
        browser.client.post(browser.address, browser.page.forms[-1].data({}))

    assert Submission.objects.count() == 1
    assert counted(sending) <= 15


def counted(queries: CaptureQueriesContext) -> int:
    bookkeeping = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
    return sum(not query["sql"].startswith(bookkeeping) for query in queries)


def test_a_draft_goes_on_with_the_version_it_began_with(browser: PlainBrowser) -> None:
    begun(browser, at="mood")
    began_with = Draft.objects.get().version
    other = made_of(group("only", one_of("colour", "red", "blue", required=True)))
    publishing.publish_definition(slug=intake.starter.STARTER_SLUG, title="Other", definition=other, is_default=True)
    for step in STEP_NAMES[STEP_NAMES.index("mood") :]:
        browser.send_filled(form_data(step))
    browser.send()

    assert Submission.objects.get().version == began_with
    assert begin(PlainBrowser()).path == "/eligibility/questions/only/"


def test_a_withdrawn_questionnaire_begins_with_nobody_and_lets_others_finish(browser: PlainBrowser) -> None:
    begun(browser, at="mood")
    publishing.withdraw_questionnaire(slug=intake.starter.STARTER_SLUG)
    newcomer = PlainBrowser().open("/eligibility/")
    assert newcomer.response.status_code == 503
    assert newcomer.page.heading == "We are not taking answers just now"
    assert newcomer.client.get("/eligibility/questions/who/").status_code == 303

    browser.open("/eligibility/").follow("Continue where I left off")
    for step in STEP_NAMES[STEP_NAMES.index("mood") :]:
        browser.send_filled(form_data(step))
    browser.send()
    assert answers_of(Submission.objects.get()) == ADA


def test_a_step_whose_answer_opens_another_question_on_it_is_shown_again(browser: PlainBrowser) -> None:
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


def test_words_of_a_questionnaire_are_never_read_as_a_template_or_as_markup(browser: PlainBrowser) -> None:
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


def test_below_another_language_the_way_is_the_same_and_help_is_that_languages(browser: PlainBrowser) -> None:
    browser.open("/de/eligibility/")
    assert "0800 1110111" in browser.text
    browser.send()
    assert browser.client.cookies["answers.de"]["path"] == "/de/eligibility/"
    for step in STEP_NAMES:
        assert browser.path == f"/de/eligibility/questions/{step}/"
        browser.send_filled(form_data(step))
    browser.send()

    assert browser.path == "/de/eligibility/confirmation/"
    assert Submission.objects.get().language == "de"


def test_the_definition_that_is_published_names_the_clinic(settings: Any) -> None:
    definition = Definition.from_json(intake.starter.build_starter_definition())

    assert definition.consents[0].controller == settings.WAGTAIL_SITE_NAME
    assert settings.WAGTAIL_SITE_NAME in definition.question("consent-assessment").text


def test_the_way_in_may_be_found_by_a_search(browser: PlainBrowser) -> None:
    browser.open("/eligibility/")
    assert browser.response.headers["X-Robots-Tag"] == "all"
    assert 'content="noindex"' not in browser.text
