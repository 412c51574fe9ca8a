"""The whole life of a submission, with the marker in everything that a patient or the clinic can write."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from intake.engine.json_object import digest_json
from intake.enums import SubmissionState
from intake.models import (
    Draft,
    LegalHold,
    LetterTemplate,
    MessageTemplate,
    Questionnaire,
    QuestionnaireVersion,
    Reply,
    Submission,
)
from intake.staff import roles
from tests.conftest import make_user, signed_in
from tests.intake import builders, definitions
from tests.intake.definitions import group, one_of, rule, text
from tests.intake.files import PDF
from tests.intake.marker_search.marker import CORE, EMAIL, PHONE, PHONE_DIGITS, WORD
from tests.intake.patient import with_consents
from tests.intake.patient.with_consents import contact
from tests.intake.staff.pages import INBOX, submission_url

FORM, OWN, EXPORTS = "/eligibility/", "/eligibility/yours/", "/admin/intake/exports/"
DEFINITION = definitions.made_of(
    group("pain", one_of("when", "day", "night"), text("story"), text("other", type="text")),
    group("reach", contact("name", "name", required=True), contact("email", "email"), contact("phone", "phone")),
    group("agree", *(item for item, _ in with_consents.CONSENTS)),
    consents=[words for _, words in with_consents.CONSENTS],
    rules=[rule("night", {"question": "when", "operator": "=", "answer": "night"}, urgent=True)],
)
ANSWERS: dict[str, dict[str, str]] = {
    "pain": {"when": "night", "story": f"It wakes me. {WORD} one", "other": f"{WORD} two\n{WORD} three"},
    "reach": {"name": f"Ada {WORD}", "email": EMAIL, "phone": PHONE},
    "agree": {"consent-needed": "on", "consent-extra": "on"},
}
CORRECTED = {"name": f"Ada {WORD.upper()}-Second", "email": f"second.{EMAIL}", "phone": f"{PHONE}9"}
# Refused, for its NUL and its length.
TOO_MUCH = f"{WORD}\0" * 500


# What staff write about a hold; in clear, and so the only thing that may be found while the submission is kept.
FILE_NUMBER = "7/26"


def prepare_clinic() -> None:
    """Ask these questions at /eligibility/, have templates to write with, and another patient, who stays."""
    questionnaire = Questionnaire.objects.create(slug="life", title="Life", is_default=True)
    version = QuestionnaireVersion.objects.create(
        questionnaire=questionnaire, number=1, definition=DEFINITION, digest=digest_json(DEFINITION)
    )
    questionnaire.live_version = version
    questionnaire.save()
    builders.make_receipt_with(version, with_consents.ANSWERS)
    MessageTemplate.objects.create(name="Call", language="en", text="Please call us.")
    LetterTemplate.objects.create(name="Referral", language="en", text="Dear colleague, {name} ({reference}): {scores}")


@dataclass
class Life:
    """Ada, who fills in the form, somebody who does not finish it, and the staff: Ben, Mia and Dora."""

    ada: Client = field(default_factory=Client)
    other: Client = field(default_factory=Client)
    reference: str = ""
    code: str = ""

    def __post_init__(self) -> None:
        ben = make_user("ben", roles.NURSE)
        self.ben, self.late_ben = signed_in(ben), signed_in(ben)
        self.mia = signed_in(make_user("mia", roles.MANAGER))
        self.dora = signed_in(make_user("dora", is_superuser=True, is_staff=True))

    @property
    def submission(self) -> Submission:
        return Submission.objects.get(reference=self.reference)

    def show(self, response: Any, *, marked: bool = True) -> str:
        """Return the body of a response, which has the marker in it or has not."""
        assert response.status_code < 400 or response.status_code in {401, 422}, (
            response.status_code,
            response.request,
        )
        body: bytes = b"".join(response.streaming_content) if response.streaming else response.content
        has_marker = CORE in body.decode(errors="replace").lower() or PHONE_DIGITS.encode() in body
        assert has_marker is marked, response.request["PATH_INFO"]
        return body.decode(errors="replace")

    # --- The visitor -------------------------------------------------------------------------------------------------

    def leave_unfinished(self) -> None:
        """Somebody else leaves a page half filled in, and has the link to come back mailed."""
        pain, reach = f"{FORM}questions/pain/", f"{FORM}questions/reach/"
        self.other.post(FORM)
        self.other.post(pain, ANSWERS["pain"])
        half = {"name": f"{WORD} unfin", "email": f"ada.{CORE}@", "phone": f"{PHONE} or"}
        revision = str(Draft.objects.latest("created_at").revision)
        kept = self.other.post(reach, half | {":revision": revision}, headers={"Accept": "application/json"})
        assert kept.json() == {"kept": True}
        self.show(self.other.get(reach))
        self.other.post(reach, half | {":later": ""})
        self.show(self.other.get(f"{FORM}later/"), marked=False)
        self.other.post(f"{FORM}later/", {"email": f"refused {EMAIL}"})
        self.show(self.other.get(f"{FORM}later/"))
        self.other.post(f"{FORM}later/", {"email": EMAIL})

    def fill_in(self) -> None:
        self.ada.post(FORM)
        for step, answers in ANSWERS.items():
            url = f"{FORM}questions/{step}/"
            if step != "agree":
                self.ada.post(url, dict.fromkeys(answers, TOO_MUCH))
                self.show(self.ada.get(url))
            self.ada.post(url, answers)
        self.show(self.ada.get(f"{FORM}check/"))

    def send(self) -> None:
        assert self.ada.post(f"{FORM}check/")["Location"].endswith("/confirmation/")
        page = self.show(self.ada.get(f"{FORM}confirmation/"), marked=False)
        self.reference, self.code = re.findall(r'class="code">([^<]+)<', page)[:2]

    # --- The clinic --------------------------------------------------------------------------------------------------

    def search(self) -> None:
        for term in (f"Ada {WORD}", WORD, EMAIL, PHONE):
            found = self.ben.post(f"{INBOX}search/", {"term": term}, follow=True)
            assert self.reference in self.show(found, marked=False), term
        # Patients take the sign-in of staff for their own, and the search for the inbox.
        Client().post(reverse("account_login"), {"login": EMAIL, "password": f"{WORD} secret"})
        Client().post(reverse("account_reset_password"), {"email": EMAIL})

    def work(self) -> None:
        submission = self.submission
        url = submission_url(submission)
        self.show(self.ben.get(url))
        self.ben.post(f"/admin/intake/urgent/{submission.pk}/take/")
        self.ben.post(f"{url}notes/", {"text": f"@mia {WORD} rang"})
        self.show(self.ben.post(f"{url}notes/", {"text": f"{WORD} " * 2000}))
        filled = {"fill": "", "template": pick(MessageTemplate), "text": f"Dear {WORD}"}
        self.show(self.ben.post(f"{url}messages/", filled))
        self.ben.post(f"{url}messages/", {"text": f"Dear {WORD}, please call."})
        soon = timezone.now() + timedelta(days=7)
        given = {"starts_at_0": f"{soon:%Y-%m-%d}", "starts_at_1": "09:30", "minutes": "45"}
        self.ben.post(f"{url}appointments/", given | {"place": f"1 {WORD} Street"})
        self.show(self.ben.post(f"{url}letter/text/", {"template": pick(LetterTemplate)}))
        self.show(self.ben.post(f"{url}letter/print/", {"text": f"Dear colleague, {WORD} would like to be seen."}))
        self.ben.post(f"/admin/intake/urgent/{submission.pk}/done/", {"text": f"{WORD} is safe"})
        # Somebody whose session has ended gets back what was typed.
        self.late_ben.session.flush()
        self.show(self.late_ben.post(f"{url}notes/", {"text": f"{WORD} too late"}))
        state = {"state": SubmissionState.WAITING, "revision": str(self.submission.revision)}
        self.ben.post(f"{url}state/", state)

    def take_out(self, make_exports: Callable[[], object]) -> None:
        """Export in every format, disclose as a page and as a file, and put it on hold."""
        url = submission_url(self.submission)
        for file_format in ("csv", "xlsx", "fhir"):
            given = {"confirmed": "yes", "file_format": file_format, "reason": "quality"}
            place = self.mia.post(f"{EXPORTS}ask/?state=waiting", given)["Location"]
            make_exports()
            self.show(self.mia.get(place), marked=False)
            download = self.mia.get(f"{place}file/")
            self.show(download, marked=file_format != "xlsx")  # which is packed
        self.show(self.mia.post(f"{url}response.json", {"reason": "treatment"}))
        case = reverse("intake_accountability:disclose", args=[self.submission.pk])
        for form in ("page", "json"):
            self.show(self.mia.post(case, {"reason": "letter", "as": form}))
        until = f"{timezone.now() + timedelta(days=90):%Y-%m-%d}"
        place = reverse("intake_accountability:place_hold", args=[self.submission.pk])
        self.dora.post(place, {"reason": "claim", "file_number": f"{FILE_NUMBER} {WORD}", "until": until})

    # --- The patient -------------------------------------------------------------------------------------------------

    def answer_the_clinic(self) -> None:
        self.ada.post(OWN, {"reference": self.reference, "code": f"{WORD} for a code"})
        self.show(self.ada.get(OWN))
        self.ada.post(OWN, {"reference": self.reference, "code": self.code})
        page = self.show(self.ada.get(OWN))
        attached = SimpleUploadedFile(f"letter about {WORD}.pdf", PDF + f"% {WORD}\n".encode() * 150_000 + b"%%EOF\n")
        self.show(self.ada.post(f"{OWN}reply/", {"text": f"{WORD} " * 2000}))
        self.ada.post(f"{OWN}reply/", {"text": f"It is worse. {WORD}", "file": attached})
        decline = re.findall(r'"([^"]+/decline/)"', page)[0]
        self.ada.post(decline, {"text": f"Not on Fridays. {WORD}"})
        self.ada.post(f"{OWN}contact/", {"name": f"{WORD}\0"})
        self.show(self.ada.get(f"{OWN}contact/"))
        self.ada.post(f"{OWN}contact/", CORRECTED)
        self.ada.post(f"{OWN}consents/consent-extra/", {"sure": "on"})
        for rest in ("", "answers/", "answers.json"):
            self.show(self.ada.get(f"{OWN}{rest}"))
        replied = Reply.objects.filter(file__isnull=False).get()
        self.show(self.ben.get(submission_url(self.submission, f"replies/{replied.pk}/file/")))
        assert "Second" in self.show(self.ben.get(submission_url(self.submission)))

    def ask_to_erase(self) -> None:
        """Ask for it while it is on hold, with a code that staff gave on the same day. Then the hold ends."""
        self.ada.post(f"{OWN}erase/", {"sure": "on"})
        assert self.submission.erased_at is None
        hold = LegalHold.objects.get()
        self.dora.post(reverse("intake_accountability:end_hold", args=[self.submission.pk, hold.pk]))


def pick(model: type[MessageTemplate] | type[LetterTemplate]) -> str:
    """Return the id of the template that we made."""
    return str(model._default_manager.get(name__in=["Call", "Referral"]).pk)
