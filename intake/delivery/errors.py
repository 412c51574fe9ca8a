"""Why something was not sent, in a code that may be stored and logged."""


class TransportError(Exception):
    """Something was not sent, or nobody can know whether it was.

    `code` is a class and a number such as "smtp 451", never the server's text. `permanent`: the server will refuse the
    same again. `is_ours`: the site can send no email at all (no server, no login, a sender that is not allowed), so
    that every other email would fail too.
    """

    def __init__(self, code: str, *, permanent: bool = False, is_ours: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.permanent = permanent
        self.is_ours = is_ours
