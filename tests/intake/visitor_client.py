"""Ada's answers to the starter questionnaire, made up; as they are kept, and as a browser posts them."""

from typing import Any

ADA: dict[str, Any] = {
    "respondent": "me",
    "age-band": "35-44",
    "three-months": "yes",
    "daily-life-effect": "much",
    "painful-areas": [
        "shoulder girdle left",
        "upper arm left",
        "shoulder girdle right",
        "hip left",
        "hip right",
        "neck",
        "lower back",
    ],
    "fatigue-severity": "moderate",
    "waking-severity": "moderate",
    "thinking-severity": "slight",
    "headaches": False,
    "lower-belly": False,
    "depression": False,
    "phq-interest": "LA6569-3",
    "phq-mood": "LA6568-5",
    "signs": ["none"],
    "under-care": True,
    "diagnosis": "unsure",
    "own-words": "Made up for a test: swimming helps.",
    "name": "Ada Example (made up)",
    "email": "ada@example.org",
    "consent-assessment": True,
    "consent-improvement": False,
}


def as_posted(answer: Any) -> Any:
    """An answer as the control of its question posts it."""
    if answer is True:
        return "yes"
    if answer is False:
        return "no"
    return answer


def posted(*link_ids: str, **answers: Any) -> dict[str, Any]:
    """Ada's answers to these questions, or `answers` in place of them, as a form posts them."""
    return {link_id: as_posted(answers.get(link_id, ADA.get(link_id, ""))) for link_id in link_ids}


# What each step of the starter asks of Ada, in order.
STEPS: dict[str, tuple[str, ...]] = {
    "who": ("respondent",),
    "age": ("age-band",),
    "duration": ("three-months",),
    "daily-life": ("daily-life-effect",),
    "areas": ("painful-areas",),
    "fatigue": ("fatigue-severity",),
    "waking": ("waking-severity",),
    "thinking": ("thinking-severity",),
    "six-months": ("headaches", "lower-belly", "depression"),
    "mood": ("phq-interest", "phq-mood"),
    "warning-signs": ("signs",),
    "care": ("under-care", "diagnosis"),
    "story": ("own-words",),
    "contact": ("name", "email", "phone"),
    "consent": ("consent-assessment",),
}


def form_data(step: str, **answers: Any) -> dict[str, Any]:
    data = posted(*STEPS[step], **answers)
    if data.get("consent-assessment") == "yes":
        data["consent-assessment"] = "on"
    return data
