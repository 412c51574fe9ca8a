"""Describes the clinic and its site to search engines, in the vocabulary of schema.org, as far as readers see them."""

from collections.abc import Collection, Sequence

from articles.metadata.structured_data import Crumb, describe_page
from articles.models import ClinicSettings
from references.library.structured_data import JsonLd, drop_empty

# The details of the clinic that the vocabulary has a word for.
CLINIC_PROPERTIES = {"legal_name": "legalName", "address": "address", "phone": "telephone", "email": "email"}
# What the foot of every page shows.
FOOT_DETAILS = ("address", "phone", "email")


def build_clinic(clinic: ClinicSettings, *, details: Collection[str], url: str) -> JsonLd:
    """Return the clinic with those of its details that a page shows. `url` is that of its home page."""
    if not clinic.name:
        return {}
    shown = {
        word: ", ".join(clinic.get_detail(name, "").splitlines())
        for name, word in CLINIC_PROPERTIES.items()
        if name in details
    }
    return drop_empty({"@type": "MedicalClinic", "name": clinic.name, "url": url, **shown})


def build_site_data(clinic: ClinicSettings, *, language: str, url: str, search_url: str) -> JsonLd:
    """Return the site, as its home page shows it: whose it is, and how it is searched."""
    return drop_empty(
        {
            "@type": "WebSite",
            "url": url,
            "name": clinic.name,
            "inLanguage": language,
            "publisher": build_clinic(clinic, details=FOOT_DETAILS, url=url),
            "potentialAction": {
                "@type": "SearchAction",
                "target": {"@type": "EntryPoint", "urlTemplate": f"{search_url}?q={{words}}"},
                "query-input": "required name=words",
            },
        }
    )


def build_contact_data(
    clinic: ClinicSettings, *, title: str, details: Collection[str], url: str, home_url: str, trail: Sequence[Crumb]
) -> JsonLd:
    """Return a page that shows how to reach the clinic."""
    return drop_empty(
        {
            "@type": "ContactPage",
            **describe_page(title, url=url, trail=trail),
            "mainEntity": build_clinic(clinic, details={*details, *FOOT_DETAILS}, url=home_url),
        }
    )
