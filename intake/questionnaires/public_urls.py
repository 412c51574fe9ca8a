"""The URLs at which questionnaires are answered: the default's at /eligibility/, others below their own slug.

Two that are open in one browser never mix: each has a cookie of its own (intake/visitor/cookies.py).
"""

from dataclasses import dataclass

from django.urls import reverse

from intake.models import Questionnaire, QuestionnaireVersion

# The pages right below /eligibility/. A questionnaire with one of these slugs could not be reached.
RESERVED_SLUGS = {"questions", "help", "help-now", "check", "confirmation", "later", "leave", "back", "yours"}


@dataclass(frozen=True)
class QuestionnaireURLs:
    """The URLs of one questionnaire's pages; without a slug, those of the default questionnaire."""

    slug: str = ""

    @classmethod
    def of(cls, version: QuestionnaireVersion) -> "QuestionnaireURLs":
        """Return the URLs at which a draft of this version is continued."""
        return cls(version.questionnaire.slug).canonical()

    @property
    def start(self) -> str:
        return self.page("start")

    @property
    def help(self) -> str:
        return self.page("help")

    @property
    def check(self) -> str:
        return self.page("check")

    @property
    def confirmation(self) -> str:
        return self.page("confirmation")

    @property
    def receipt(self) -> str:
        return self.page("receipt")

    @property
    def later(self) -> str:
        return self.page("later")

    @property
    def leave(self) -> str:
        return self.page("leave")

    def step(self, link_id: str | None, *, is_change: bool = False) -> str:
        """Return the URL of a step, or of the check page for None."""
        if link_id is None:
            return self.check
        return self.page("step", step_id=link_id) + ("?change=1" if is_change else "")

    def page(self, name: str, **kwargs: str) -> str:
        return reverse(f"intake:{name}", kwargs=kwargs | ({"slug": self.slug} if self.slug else {}))

    def exists(self) -> bool:
        """Return whether anything was ever asked here. Visitors must not learn of what staff are still building."""
        return not self.slug or QuestionnaireVersion.objects.filter(questionnaire__slug=self.slug).exists()

    def canonical(self) -> "QuestionnaireURLs":
        """Return the URLs where it is found: the default questionnaire has none but those at /eligibility/."""
        is_default = self.slug and Questionnaire.objects.filter(slug=self.slug, is_default=True).exists()
        return QuestionnaireURLs() if is_default else self
