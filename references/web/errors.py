"""What can go wrong when another server is asked. Each says so in a sentence for the editor."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence = str | Promise


class WebError(Exception):
    """Nothing usable came back. `str` of it is a sentence for the editor."""

    sentence: Sentence

    def __init__(self, sentence: Sentence | None = None) -> None:
        super().__init__(sentence or self.sentence)


class NotFound(WebError):
    """It was asked, and does not have it."""

    sentence = _("Nothing is known there by this name.")


class UrlRefused(WebError):
    """We did not ask: the address is none that may be asked."""

    sentence = _("This address may not be asked: it is not a public web address.")


class ResponseTooSlow(WebError):
    sentence = _("The answer took too long. Please try again later.")


class ResponseTooLarge(WebError):
    sentence = _("The answer is too large to be what was asked for.")


class ResponseGarbled(WebError):
    """It answered, and the answer makes no sense."""

    sentence = _("The answer could not be understood.")


class Unavailable(WebError):
    """It cannot be reached, or says that it cannot answer now.

    `status`: its answer, if it gave one. `is_passing`: the same request may fare better in a moment. `wait`: how many
    seconds the server asks us to stay away.
    """

    sentence = _("No answer could be had. Please try again later.")

    def __init__(
        self,
        sentence: Sentence | None = None,
        *,
        status: int | None = None,
        is_passing: bool = False,
        wait: float | None = None,
    ) -> None:
        super().__init__(sentence)
        self.status = status
        self.is_passing = is_passing
        self.wait = wait
