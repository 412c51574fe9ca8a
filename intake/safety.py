"""Where help is found at once, for the language somebody reads in."""

from dataclasses import dataclass

from django.conf import settings

from intake.models import SafetyContact


@dataclass(frozen=True)
class Contact:
    name: str
    phone: str
    url: str
    when: str
    language: str

    @property
    def dial(self) -> str:
        """The number as a telephone takes it."""
        return "".join(character for character in self.phone if character.isdigit() or character == "+")


def contacts(language: str | None) -> list[Contact]:
    """Those of the language; where it has none, those of the site's own: any help is better than none."""
    wanted = (language or "").partition("-")[0]
    rows = SafetyContact.objects.filter(language__in={wanted, settings.LANGUAGE_CODE})
    found = [Contact(row.name, row.phone, row.url, row.when, row.language) for row in rows]
    return [contact for contact in found if contact.language == wanted] or found
