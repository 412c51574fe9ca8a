from tests.articles.conftest import site

__all__ = ["site"]
