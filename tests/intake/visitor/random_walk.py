"""One visitor who walks at random over the pages of a questionnaire."""

from typing import Any

from django.test import Client
from django.urls import reverse
from hypothesis import strategies as st

from intake.models import RateLimit, Submission
from tests.intake.plain_interpreter import interpreted, questions_asked, reaches
from tests.intake.random_questionnaires import Json, answers_to, is_answerable


class Walk:
    """One visitor, with the last answer to each question and the page that is open."""

    def __init__(self, definition: Json, data: st.DataObject) -> None:
        self.definition = definition
        self.steps = {step["linkId"]: step for step in definition["questionnaire"]["item"]}
        self.data = data
        self.client = Client()
        self.said: Json = {}
        self.at = self.post(reverse("intake:start"), {})

    def post(self, address: str, form: Json) -> str:
        response = self.client.post(address, form)
        assert response.status_code == 303, response.content.decode()
        return str(response.headers["Location"])

    def step_at(self, address: str) -> str | None:
        """Open the URL of a step, and return the step if that is shown: the server may redirect elsewhere."""
        response = self.client.get(address, follow=True)
        assert response.status_code == 200
        name = response.request["PATH_INFO"].rstrip("/").rpartition("/")[2]
        return name if name in self.steps else None

    def say(self, questions: list[Json]) -> tuple[Json, Json]:
        """Draw an answer to each of these questions, as a form posts it and as it must be stored."""
        form, told = {}, {}
        for question in questions:
            posted, told[question["linkId"]] = self.data.draw(answers_to(question))
            form |= {f"{question['linkId']}{part}": value for part, value in posted.items()}
        return form, told

    def answer(self, address: str) -> None:
        """Answer each question of the page and send it, perhaps twice."""
        name = self.step_at(address)
        assert name
        asked = questions_asked(self.definition, self.said, name)
        assert self.shown(address, name) == [question["linkId"] for question in asked]
        form, told = self.say(asked)
        self.at = self.post(address, form)
        self.remember(told)
        if self.data.draw(st.integers(0, 2), label="sent twice") == 0:
            self.send_unseen(name, address, form, told)

    def send_unseen(self, name: str, address: str, form: Json, told: Json) -> None:
        """A form that was filled in before: sent twice, or in a window that stood open. What this step does not ask now
        is not kept; what it asks and the form does not answer is left open, and nothing is kept if it must be answered.
        """
        response = self.client.post(address, form)
        assert response.status_code == 303
        if not reaches(self.definition, self.said, name):
            return
        asked = questions_asked(self.definition, self.said, name)
        if self.lacks(asked, name, told):
            assert response.headers["Location"] == address
            page = self.client.get(address)
            assert page.status_code == 200
            assert page.context["form"].errors
            return
        self.at = str(response.headers["Location"])
        self.remember({question["linkId"]: self.meant(question, told) for question in asked})

    def lacks(self, asked: list[Json], name: str, told: Json) -> bool:
        """Return whether a form leaves a required question open that its other answers do not hide."""
        silent = {
            question["linkId"] for question in asked if question["required"] and told.get(question["linkId"]) is None
        }
        said = {question["linkId"]: self.meant(question, told) for question in asked} | dict.fromkeys(silent)
        still = questions_asked(self.definition, self.said | said, name)
        return any(question["linkId"] in silent for question in still)

    def remember(self, told: Json) -> None:
        """Record the answers. A question that the same form hid and did not answer was not seen."""
        together = self.said | told
        asked, _counted = interpreted(self.definition, together)
        seen = {each["linkId"] for name in asked for each in questions_asked(self.definition, together, name)}
        for link_id, answer in told.items():
            if answer is None and link_id not in seen:
                self.said.pop(link_id, None)
            else:
                self.said[link_id] = answer

    def meant(self, question: Json, told: Json) -> Any:
        """Return the answer of a form that may lack this question: a missing checkbox is unchecked."""
        return told.get(question["linkId"], False if question["linkId"].startswith("consent.") else None)

    def shown(self, address: str, name: str) -> list[str]:
        page = self.client.get(address, follow=True).content.decode()
        return [
            question["linkId"]
            for question in self.steps[name]["item"]
            if f'name="{question["linkId"]}"' in page or f'name="{question["linkId"]}:day"' in page
        ]

    def any_step(self) -> str:
        return self.data.draw(st.sampled_from(sorted(self.steps)), label="where")

    def go(self) -> None:
        """Make one move: mostly on, now and then elsewhere."""
        moves = ["on", "on", "change", "change", "by hand", "resume", "old window", "half a page", "elsewhere"]
        move = self.data.draw(st.sampled_from(moves), label="move")
        address = self.at
        if move == "resume":
            address = self.post(reverse("intake:start"), {})
        elif move == "elsewhere":
            self.come_back_elsewhere()
            address = self.at
        elif move != "on":
            address = reverse("intake:step", args=[self.any_step()]) + ("?change=1" if move == "change" else "")
        if move == "old window":
            name = address.rstrip("/").rpartition("/")[2]
            self.send_unseen(name, address, *self.say([q for q in self.steps[name]["item"] if is_answerable(q)]))
        elif move == "half a page":
            self.keep_half_a_page(address)
        elif name := self.step_at(address):
            self.answer(reverse("intake:step", args=[name]) + ("?change=1" if move == "change" else ""))

    def keep_half_a_page(self, address: str) -> None:
        """Autosave a page, which stores no answer."""
        name = address.rstrip("/").rpartition("/")[2]
        page = self.client.get(address)
        if page.status_code == 200:
            form, _told = self.say(questions_asked(self.definition, self.said, name)[:1])
            form[":revision"] = page.context["revision"]
            assert self.client.post(address, form, headers={"Accept": "application/json"}).json() == {"kept": True}

    def come_back_elsewhere(self) -> None:
        """Save for later, and go on with the code in another browser."""
        self.client.post(reverse("intake:later"), {})
        code = self.client.get(reverse("intake:later")).context["code"]
        RateLimit.objects.all().delete()  # so that no limit is reached
        self.client = Client()
        self.at = self.post(reverse("intake:back"), {"code": code})

    def unseen(self) -> set[str]:
        """Return the questions that are asked now and were on no page yet."""
        asked, _counted = interpreted(self.definition, self.said)
        link_ids = {
            question["linkId"] for name in asked for question in questions_asked(self.definition, self.said, name)
        }
        return link_ids - self.said.keys()

    def go_on_to_the_check_page(self) -> None:
        while self.step_at(self.at):
            self.answer(self.at)

    def change_from_the_check_page(self) -> None:
        """Change a step from the check page, and follow every question that it opens back to the check page."""
        asked, _counted = interpreted(self.definition, self.said)
        unseen = self.unseen()
        self.at = reverse("intake:step", args=[self.data.draw(st.sampled_from(asked), label="change")]) + "?change=1"
        self.go_on_to_the_check_page()
        assert self.unseen() <= unseen

    def finish(self) -> Submission:
        """Go on to the check page, change some answers, and send them twice."""
        self.at = self.post(reverse("intake:start"), {})
        self.go_on_to_the_check_page()
        for _ in range(self.data.draw(st.integers(0, 3), label="changes")):
            self.change_from_the_check_page()
        page = self.client.get(reverse("intake:check"))
        revision = page.context["revision"]
        for _ in range(2):
            assert self.post(reverse("intake:check"), {"revision": revision}) == reverse("intake:confirmation")
        return Submission.objects.latest("received_at")
