"""The picture of the body and its checkboxes follow each other, by mouse, touch and keyboard."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import close
from tests.intake.definitions import STARTER
from tests.journeys.visitor import answer_until, press_continue, step_of
from tests.running_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def asked_areas() -> set[str]:
    steps = STARTER["questionnaire"]["item"]
    question = next(item for step in steps for item in step["item"] if item["linkId"] == "painful-areas")
    return {option["valueCoding"]["code"] for option in question["answerOption"]} - {"none"}


def box(page: Page, code: str) -> Locator:
    return page.locator(f'[name="painful-areas"][value="{code}"]')


def area(page: Page, code: str) -> Locator:
    """Return the shape of an area that has its name and focus, which is its first one."""
    return page.locator(f'[data-code="{code}"]').first


def open_list(page: Page) -> None:
    page.locator(".body__list summary").click()


@pytest.fixture
def areas(page: Page) -> Page:
    answer_until(page, "areas")
    return page


def test_every_area_is_in_the_picture_under_its_name(areas: Page) -> None:
    shapes = areas.locator("[data-code]")
    assert set(shapes.evaluate_all("all => all.map(one => one.dataset.code)")) == asked_areas()
    for code in asked_areas():
        name = box(areas, code).evaluate("one => one.labels[0].textContent.trim()")
        expect(areas.get_by_role("group", name="Picture of the body").get_by_role("checkbox", name=name)).to_have_count(
            1
        )


def test_click_checks_the_box_and_checkbox_fills_the_area(areas: Page) -> None:
    area(areas, "hip left").click()
    expect(box(areas, "hip left")).to_be_checked()
    expect(area(areas, "hip left")).to_be_checked()
    open_list(areas)
    box(areas, "neck").check()
    expect(areas.locator(".body__area--chosen")).to_have_count(4)
    expect(areas.locator("[data-count] output")).to_have_text("2")

    area(areas, "hip left").click()
    expect(box(areas, "hip left")).not_to_be_checked()
    expect(areas.locator(".body__area--chosen")).to_have_count(2)


def test_none_of_these_and_areas_exclude_each_other(areas: Page) -> None:
    area(areas, "chest").click()
    box(areas, "none").check()
    expect(areas.locator(".body__area--chosen")).to_have_count(0)
    area(areas, "chest").click()
    expect(box(areas, "none")).not_to_be_checked()


def test_keyboard_moves_between_areas_and_selects(areas: Page) -> None:
    area(areas, "neck").focus()
    expect(areas.locator("[data-body-name]")).to_have_text("Neck")
    areas.keyboard.press("ArrowRight")
    expect(area(areas, "jaw right")).to_be_focused()
    expect(areas.locator("[data-body-name]")).to_have_text("Jaw, right side")
    areas.keyboard.press("Space")
    expect(box(areas, "jaw right")).to_be_checked()
    areas.keyboard.press("ArrowLeft")
    areas.keyboard.press("ArrowLeft")
    expect(area(areas, "lower back")).to_be_focused()
    areas.keyboard.press("Tab")
    expect(areas.locator(".body__list summary")).to_be_focused()
    areas.keyboard.press("Tab")
    expect(box(areas, "none")).to_be_focused()


def test_each_area_is_in_the_picture_or_in_the_list(areas: Page) -> None:
    expect(areas.get_by_role("checkbox", name="Neck")).to_have_count(1)
    open_list(areas)
    expect(areas.get_by_role("checkbox", name="Neck")).to_have_count(1)
    expect(box(areas, "neck")).to_be_visible()
    expect(areas.locator('[data-code][tabindex="0"]')).to_have_count(0)
    areas.locator(".body__list summary").click()
    expect(areas.get_by_role("group", name="Picture of the body")).to_be_visible()
    expect(areas.locator('[data-code][tabindex="0"]')).to_have_count(1)


@pytest.mark.parametrize("size", [(1280, 720), (390, 844), (320, 640)])
def test_picture_fits_the_window_and_does_not_move(areas: Page, size: tuple[int, int]) -> None:
    areas.set_viewport_size({"width": size[0], "height": size[1]})
    picture = areas.locator(".body > svg")
    now = areas.locator(".body__now")
    before, words = picture.bounding_box(), now.bounding_box()
    assert before
    assert words
    assert before["height"] <= size[1]
    assert words["y"] + words["height"] <= before["y"]
    area(areas, "lower arm right").click()
    expect(areas.locator("[data-body-name]")).to_have_text("Lower arm, right side")
    expect(now.locator("output")).to_have_text("1")
    after = picture.bounding_box()
    assert after
    assert (after["x"], after["width"], after["height"]) == (before["x"], before["width"], before["height"])


def test_error_leads_into_the_list(areas: Page) -> None:
    press_continue(areas)
    areas.locator(".error-summary a").click()
    first = areas.locator('[name="painful-areas"]').first
    expect(first).to_be_visible()
    expect(first).to_be_focused()


def test_left_and_right_are_the_patients_own(areas: Page) -> None:
    def middle(code: str, side: str) -> float:
        shapes = areas.locator(f'[data-code="{code}"]')
        shape = (shapes.first if side == "front" else shapes.last).bounding_box()
        assert shape
        return shape["x"] + shape["width"] / 2

    assert middle("hip right", "front") < middle("hip left", "front")
    assert middle("hip left", "back") < middle("hip right", "back")


def test_selected_area_is_shown_again(areas: Page) -> None:
    area(areas, "abdomen").click()
    press_continue(areas)
    assert step_of(areas) == "fatigue"
    areas.get_by_role("link", name="Back", exact=True).click()
    expect(area(areas, "abdomen")).to_be_checked()


def test_touch_selects_an_area(browser: Browser, site: Site) -> None:
    context = browser.new_context(
        base_url=site.url, viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    answer_until(page, "areas")
    area(page, "upper back").tap()
    expect(box(page, "upper back")).to_be_checked()
    close(context)


def test_without_scripts_every_area_can_be_checked(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    answer_until(page, "areas")
    expect(page.locator("[data-body-map]")).to_be_hidden()
    box(page, "upper back").check()
    press_continue(page)
    assert step_of(page) == "fatigue"
    close(context)
