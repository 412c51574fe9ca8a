from tests.articles.conftest import site, starter_pages

__all__ = ["site", "starter_pages"]
