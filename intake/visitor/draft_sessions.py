"""A draft session: the draft that a visitor's cookie opens, read once for a request."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.http import HttpRequest

from intake.encryption.primitives import SealError
from intake.engine import routes
from intake.engine.conditions import Answers
from intake.engine.definition import Definition
from intake.engine.json_object import Json
from intake.engine.questions import Step
from intake.engine.routes import Route
from intake.models import Draft
from intake.questionnaires import publishing
from intake.questionnaires.public_urls import QuestionnaireURLs
from intake.token_sessions import drafts
from intake.visitor import cookies

logger = logging.getLogger(__name__)


class NoDraftSession(Exception):
    """The browser has no cookie: its visitor has not begun, or the cookie has expired."""


class LostDraftSession(Exception):
    """The cookie opens nothing: it is forged, or the draft has expired or was cleared in another window."""


@dataclass(frozen=True)
class DraftSession:
    urls: QuestionnaireURLs
    draft: Draft
    token: str = field(repr=False)
    definition: Definition
    answers: Answers = field(repr=False)
    unfinished: Mapping[str, Json] = field(repr=False)

    @cached_property
    def route(self) -> Route:
        """The steps that these answers lead through, resolved once for a request."""
        return routes.resolve_route(self.definition, self.answers)

    @property
    def answerable_steps(self) -> list[Step]:
        return [step for step in self.route.steps if step.answerable]


def open_draft_session(request: HttpRequest, urls: QuestionnaireURLs) -> DraftSession:
    """Open the draft of a request's cookie. Raise NoDraftSession or LostDraftSession."""
    token = cookies.get_draft_token(request, urls)
    if not token:
        raise NoDraftSession
    try:
        return unseal_draft_session(token, drafts.find_draft(token), urls)
    except drafts.DraftNotFound as error:
        raise LostDraftSession from error
    except SealError as error:
        logger.error("The answers of a draft do not open")  # noqa: TRY400 -- the trace would say no more
        raise LostDraftSession from error


def find_draft_session(request: HttpRequest, urls: QuestionnaireURLs) -> DraftSession | None:
    """Open the draft of a request's cookie; return None if there is none."""
    try:
        return open_draft_session(request, urls)
    except (NoDraftSession, LostDraftSession):
        return None


def unseal_draft_session(token: str, draft: Draft, urls: QuestionnaireURLs) -> DraftSession:
    """Open a draft that was found by its token. Raise SealError."""
    answers, unfinished = drafts.read_draft_answers(draft, token), drafts.read_unfinished_pages(draft, token)
    return DraftSession(urls, draft, token, publishing.get_definition(draft.version), answers, unfinished)
