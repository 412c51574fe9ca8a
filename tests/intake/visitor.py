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
