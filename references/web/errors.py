"""The errors of requests to other servers. Each has a sentence for the editor."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence = str | Promise


class WebError(Exception):
    """The request gave no usable result. `str()` of the error is a sentence for the editor."""

    sentence: Sentence

    def __init__(self, sentence: Sentence | None = None) -> None:
        super().__init__(sentence or self.sentence)


class NotFound(WebError):
    """The server answered that it does not have the resource."""

    sentence = _("Nothing was found. Check the identifier or the address.")


class UrlRefused(WebError):
    """The URL may not be requested, so it was not."""

    sentence = _("The site cannot use this address, because it is not a public web address.")


class ResponseTooSlow(WebError):
    sentence = _("The server took too long to respond. Try again later.")


class ResponseTooLarge(WebError):
    sentence = _("The response of the server is too large.")


class ResponseGarbled(WebError):
    """The response could not be parsed."""

    sentence = _("The response of the server could not be read. Try again later.")


class Unavailable(WebError):
    """The server cannot be reached, or answers with an error.

    `status` is the status of its response, if there is one. `is_passing` says that the same request may succeed in a
    moment. `wait` is how many seconds the server asks to wait.
    """

    sentence = _("The server did not respond. Try again later.")

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
