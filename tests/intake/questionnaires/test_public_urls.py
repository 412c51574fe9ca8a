"""The public URLs of questionnaires."""

from django.urls import get_resolver

from intake.questionnaires import public_urls


def test_fixed_urls_are_reserved_slugs() -> None:
    patterns = get_resolver("intake.urls").url_patterns
    fixed = {str(pattern.pattern).partition("/")[0] for pattern in patterns} - {"", "<slug:slug>"}

    assert fixed == public_urls.RESERVED_SLUGS
