"""A misspelt email provider gets a suggestion; a real one does not."""

import pytest

from intake.answers.email_domains import EMAIL_PROVIDERS, suggest_email


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("ada@gmial.com", "ada@gmail.com"),
        ("ada@gmai.com", "ada@gmail.com"),
        ("ada@hotmial.com", "ada@hotmail.com"),
        ("Ada.B@GMIAL.COM", "Ada.B@gmail.com"),
        ("ada@outlok.com", "ada@outlook.com"),
        ("ada@t-onlin.de", "ada@t-online.de"),
        ("ada@example.org", ""),
        ("ada@praxis-gmail.example", ""),
        ("ada@nhs.uk", ""),
    ],
)
def test_misspelt_provider_is_corrected(address: str, meant: str) -> None:
    assert suggest_email(address) == meant


@pytest.mark.parametrize("provider", EMAIL_PROVIDERS)
def test_known_provider_gets_no_suggestion(provider: str) -> None:
    assert suggest_email(f"ada@{provider}") == ""
