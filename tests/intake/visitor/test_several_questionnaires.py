"""Several questionnaires are live at their own URLs, and two that are open in one browser never mix."""

import pytest

import intake.starter
from intake.models import Draft, Questionnaire, Submission
from intake.questionnaires import publishing
from tests.intake.definitions import group, made_of, one_of, text
from tests.intake.plain_browser import PlainBrowser

pytestmark = pytest.mark.django_db

SLEEP = made_of(
    group("night", one_of("rest", "good", "bad", required=True)),
    group("words", text("dream", required=True)),
)


@pytest.fixture(autouse=True)
def published(published_starter: None) -> None:
    publishing.publish_definition(slug="sleep", title="Your sleep", definition=SLEEP)


def answer_sleep(browser: PlainBrowser, below: str = "/eligibility/sleep/") -> None:
    browser.open(below).send()
    assert browser.path == f"{below}questions/night/"
    browser.send(rest="bad")
    browser.send(dream="falling")
    assert browser.path == f"{below}check/"


@pytest.mark.parametrize("below", ["/eligibility/sleep/", "/de/eligibility/sleep/"])
def test_other_questionnaire_is_answered_below_its_own_url(browser: PlainBrowser, below: str) -> None:
    answer_sleep(browser, below)
    assert f"{below}questions/words/?change=1" in browser.page.links.values()
    browser.open(f"{below}questions/words/?change=1").send(dream="flying")
    assert browser.path == f"{below}check/"
    browser.send()

    assert browser.path == f"{below}confirmation/"
    assert Submission.objects.get().version.questionnaire.slug == "sleep"
    browser.open(f"{below}leave/").send()
    assert browser.path == f"{below}leave/"
    assert browser.client.get(f"{below}confirmation/").status_code == 303


def test_two_open_questionnaires_do_not_mix(browser: PlainBrowser) -> None:
    browser.open("/eligibility/").send().send(respondent="me")
    answer_sleep(browser)
    assert Draft.objects.count() == 2
    assert browser.open("/eligibility/questions/age/").path == "/eligibility/questions/age/"

    browser.open("/eligibility/leave/").send()
    assert browser.open("/eligibility/sleep/check/").page.heading == "Check your answers"
    assert Draft.objects.get().version.questionnaire.slug == "sleep"


def test_cookie_is_limited_to_its_questionnaire(browser: PlainBrowser) -> None:
    answer_sleep(browser)
    cookie = browser.client.cookies["answers-sleep"]

    assert cookie["path"] == "/eligibility/sleep/"
    assert browser.open("/eligibility/check/").path == "/eligibility/"


def test_default_questionnaire_has_one_url(browser: PlainBrowser) -> None:
    slug = intake.starter.STARTER_SLUG
    assert browser.open(f"/eligibility/{slug}/").path == "/eligibility/"
    response = browser.client.post(f"/eligibility/{slug}/", {"csrfmiddlewaretoken": csrf_token(browser)})
    assert response.headers["Location"] == "/eligibility/"
    assert not Draft.objects.exists()


def test_draft_continues_at_the_old_url_after_its_questionnaire_became_the_default(browser: PlainBrowser) -> None:
    browser.open("/eligibility/sleep/").send().send(rest="bad")
    publishing.publish_definition(slug="sleep", title="Your sleep", definition=SLEEP, is_default=True)

    browser.open("/eligibility/sleep/").send()
    assert browser.path == "/eligibility/sleep/questions/words/"
    browser.send(dream="falling").send()
    assert browser.path == "/eligibility/sleep/confirmation/"
    assert PlainBrowser().open("/eligibility/sleep/").path == "/eligibility/"


@pytest.mark.parametrize("page", ["", "questions/night/", "check/", "help/", "confirmation/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_questionnaire_that_was_never_published_is_not_found(browser: PlainBrowser, page: str, method: str) -> None:
    Questionnaire.objects.create(slug="planned", title="Only built so far")
    for slug in ("planned", "unknown"):
        response = getattr(browser.client, method)(
            f"/eligibility/{slug}/{page}", {"csrfmiddlewaretoken": csrf_token(browser)}
        )
        assert response.status_code == 404


def csrf_token(browser: PlainBrowser) -> str:
    return browser.open("/eligibility/").page.forms[-1].data({})["csrfmiddlewaretoken"][0]


def test_withdrawn_questionnaire_takes_no_new_drafts_and_lets_others_finish(browser: PlainBrowser) -> None:
    browser.open("/eligibility/sleep/").send().send(rest="bad")
    publishing.withdraw_questionnaire(slug="sleep")
    newcomer = PlainBrowser().open("/eligibility/sleep/")
    assert newcomer.response.status_code == 503
    assert newcomer.page.heading == "This form is closed at the moment"

    browser.open("/eligibility/sleep/").follow("Continue where I left off")
    browser.send(dream="falling").send()
    assert browser.path == "/eligibility/sleep/confirmation/"


def test_draft_continues_with_its_version_after_a_change(browser: PlainBrowser) -> None:
    browser.open("/eligibility/sleep/").send().send(rest="bad")
    changed = made_of(group("day", one_of("nap", "yes", "no", required=True)))
    publishing.publish_definition(slug="sleep", title="Your days", definition=changed)
    browser.send(dream="falling").send()

    assert Submission.objects.get().version.number == 1
    assert PlainBrowser().open("/eligibility/sleep/").send().path == "/eligibility/sleep/questions/day/"
