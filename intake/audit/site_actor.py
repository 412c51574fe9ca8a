"""The site itself, as the audit names it when nobody asked for what is done."""


class Site:
    """Stands in an entry where an account would: an empty actor would be the visitor."""

    pk = "site"

    def get_username(self) -> str:
        return "site"


SITE = Site()
