"""Where help is found at once, in the language of the reader."""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from django.conf import settings

from intake.models import SafetyContact


@dataclass(frozen=True)
class HelpContact:
    name: str
    phone: str
    text_number: str
    text_word: str
    url: str
    when: str
    language: str
    section: str

    @property
    def dial(self) -> str:
        """The telephone number with nothing but digits and plus, for a `tel:` URL."""
        return strip_phone_number(self.phone)

    @property
    def text_url(self) -> str:
        """The URL that opens a text message to it, with the word that the service expects."""
        word = f"?body={quote(self.text_word)}" if self.text_word else ""
        return f"sms:{strip_phone_number(self.text_number)}{word}"

    @property
    def host(self) -> str:
        """The name of the website, without `www.`."""
        return (urlsplit(self.url).hostname or "").removeprefix("www.")


def strip_phone_number(number: str) -> str:
    return "".join(character for character in number if character.isdigit() or character == "+")


def list_safety_contacts(language: str | None) -> list[HelpContact]:
    """Return the contacts for every page of the form, in a language.

    If there are none, return those in the site's: any help is better than none.
    """
    return [contact for contact in list_all_contacts(language) if not contact.section]


def list_all_contacts(language: str | None) -> list[HelpContact]:
    """Return all contacts, in a language or else in the site's: the help page shows them by section."""
    wanted = (language or "").partition("-")[0]
    rows = SafetyContact.objects.filter(language__in={wanted, settings.LANGUAGE_CODE})
    found = [
        HelpContact(row.name, row.phone, row.text_number, row.text_word, row.url, row.when, row.language, row.section)
        for row in rows
    ]
    return [contact for contact in found if contact.language == wanted] or found
